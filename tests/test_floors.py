"""The floors of the house: an import goes down, never up, never in a circle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
FLOORS = {
    "config": 6,
    "home": 5,
    "operations": 5,
    "procedures": 4,
    "eforms": 3,
    "payments": 2,
    "accounts": 1,
    "vault": 0,
    "audit": 0,
    "outbox": 0,
}
# On one floor, the rooms that others there stand on.
BESIDE = {("operations", "home"), ("outbox", "vault")}
# Who may be imported inside of eforms. ``models``, ``urls``, ``apps`` and the like, which stand
# beside the rooms, gather them for Django and Wagtail and are imported by none of them.
ROOMS = {
    "engine": set(),
    "inspection": set(),
    "fields": {"engine", "inspection"},
    "building": {"engine", "fields"},
    "applications": {"engine", "fields", "building"},
    "filling": {"engine", "inspection", "fields", "building", "applications"},
    "signing": {"engine", "fields", "building", "applications"},
    "notices": {"engine", "fields", "building", "applications"},
    "review": {"engine", "fields", "building", "applications", "filling", "signing", "notices"},
}
FOLDERS = {name: ROOT / name if (ROOT / name).is_dir() else ROOT / "site" / name for name in FLOORS}


def module_of(path: Path) -> str:
    """Return the dotted name under which a file is imported."""
    base = ROOT / "site" if path.is_relative_to(ROOT / "site") else ROOT
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def files() -> dict[str, Path]:
    """Return every module of the project; migrations are written by Django and left out."""
    return {
        module_of(path): path
        for folder in FOLDERS.values()
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
    }


MODULES = files()


def imports(module: str, *, run_on_import: bool = False) -> Iterator[tuple[str, int]]:
    """Yield the project's modules that a module imports, with the line.

    ``run_on_import`` leaves out imports inside of functions; those for type checkers, which
    never run, are always left out.
    """
    for node in _nodes(ast.parse(MODULES[module].read_text()), into_functions=not run_on_import):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            # ``from a.b import c``: a module a.b.c, or something inside of a.b.
            found = name if name in MODULES else name.rpartition(".")[0]
            if name.split(".")[0] in FLOORS:
                yield found, node.lineno


def _nodes(node: ast.AST, *, into_functions: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not into_functions and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _nodes(child, into_functions=into_functions)


def test_the_parser_sees_the_project():
    assert len(MODULES) > 60
    assert "accounts.sessions" in dict(imports("accounts.middleware"))


def _may_import(room: str, target: str) -> bool:
    return target == room or FLOORS[target] < FLOORS[room] or (room, target) in BESIDE


@pytest.mark.parametrize("room", FLOORS)
def test_imports_go_down(room):
    upward = [
        f"{module}:{line} imports {target}"
        for module in MODULES
        if module.split(".")[0] == room
        for target, line in imports(module)
        if not _may_import(room, target.split(".")[0])
    ]
    assert not upward, "\n".join(upward)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_down_inside_of_eforms(room):
    allowed = ROOMS[room] | {room}
    wrong = [
        f"{module}:{line} imports {target}"
        for module in MODULES
        if module.split(".")[:2] == ["eforms", room]
        for target, line in imports(module)
        if target.split(".")[0] == "eforms" and target.split(".")[1] not in allowed
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_of_eforms_has_its_floor():
    rooms = {path.name for path in (ROOT / "eforms").iterdir() if (path / "__init__.py").exists()}
    assert rooms - {"migrations", "management", "templatetags"} <= set(ROOMS)


def test_the_engine_imports_nothing_of_the_project_nor_django():
    for module in MODULES:
        if module.startswith("eforms.engine"):
            assert {target.split(".")[1] for target, _ in imports(module)} <= {"engine"}
            text = MODULES[module].read_text()
            assert not re.search(r"^\s*(import|from) (django|wagtail)\b", text, re.MULTILINE)


def test_payments_know_nothing_of_forms():
    assert not [m for m in MODULES if m.startswith("payments") and "eforms" in dict(imports(m))]


def test_no_circles():
    """No module needs itself to be imported, over whatever way."""
    graph = {m: {t for t, _ in imports(m, run_on_import=True) if t in MODULES} for m in MODULES}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for target in sorted(graph[module] - {module}):
                visit(target, (*way, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_site_is_a_plain_folder():
    """A ``site`` package would shadow Python's own module of that name."""
    assert not (ROOT / "site" / "__init__.py").exists()
    ignored = {line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    assert not ignored & {"site", "/site"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_files_stay_readable(module):
    assert len(MODULES[module].read_text().splitlines()) <= 500
