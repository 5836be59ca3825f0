"""The catalogue of what citizens read, and of what they are refused with.

Collected from the code itself, so that nothing can be forgotten: every Japanese text in the rooms
and templates that face citizens. ``python -m tests.messages`` prints the refusals with their place.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


ROOT = Path(__file__).parents[1]
ROOMS = (
    "eforms/fields",
    "eforms/filling",
    "eforms/applications",
    "eforms/engine",
    "eforms/inspection",
    "site/accounts",
    "home",
    "procedures",
)
# What only staff read.
STAFF = re.compile(r"(^|/)(migrations|staffing|wagtail_hooks|models|tryout)(/|\.py$)")
TEMPLATES = ("accounts", "eforms/filling", "eforms/applications", "home", "includes", "errors")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
_REMARK = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.S)
# Calls whose text is told to somebody whose input or wish is refused.
REFUSING = {
    "FieldError",
    "Refused",
    "TransitionRefused",
    "ValidationError",
    "at_group",
    "add_error",
}
# Names under which a refusal is handed to a page.
TOLD = {"message", "error", "obstacle"}
# What stands where a value is put in, by an f-string or by ``format``.
GAP = "{…}"
_NAMED = re.compile(r"\{[^{}]+\}")


@dataclass(frozen=True)
class Text:
    """A text and its place, such as ``eforms/fields/date.py:12``."""

    place: str
    words: str


def texts() -> list[Text]:
    """Return every Japanese text that citizens may read."""
    return [*_of_code(), *_of_templates(), *_of_scripts()]


def refusals() -> list[Text]:
    """Return the texts with which the code refuses what a citizen typed or wished."""
    found = []
    for path, tree in _modules():
        nodes = list(ast.walk(tree))
        # What is put together from pieces is no sentence before the last of them.
        pieced = {_name(node.target) for node in nodes if isinstance(node, ast.AugAssign)}
        for node in nodes:
            found += [
                Text(_place(path, node), _NAMED.sub(GAP, words))
                for words in filter(None, map(_words, _given(node, pieced)))
                if JAPANESE.search(words)
            ]
    return found


def _given(node: ast.AST, pieced: set[str]) -> list[ast.expr]:
    """Return the expressions of a node that are texts of a refusal."""
    if isinstance(node, ast.Call) and _name(node.func) in REFUSING:
        return [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node, ast.keyword) and node.arg == "error_messages":
        return node.value.values if isinstance(node.value, ast.Dict) else []
    if isinstance(node, ast.Assign) and _name(node.targets[0]) in TOLD - pieced:
        return [node.value]
    return []


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not STAFF.search(path.relative_to(ROOT).as_posix()):
                yield path, ast.parse(path.read_text())


def _of_code() -> Iterator[Text]:
    for path, tree in _modules():
        docs = {id(node.value) for node in ast.walk(tree) if _is_alone(node)}
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in docs and JAPANESE.search(node.value):
                yield Text(_place(path, node), node.value)


def _of_templates() -> Iterator[Text]:
    for folder in TEMPLATES:
        for path in sorted((ROOT / "templates" / folder).rglob("*.html")):
            plain = _REMARK.sub("", path.read_text())
            for number, line in enumerate(plain.splitlines(), 1):
                if JAPANESE.search(line):
                    yield Text(f"{path.relative_to(ROOT).as_posix()}:{number}", line.strip())


def _of_scripts() -> Iterator[Text]:
    for path in sorted((ROOT / "static/js").glob("*.js")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            code = line.split("//")[0]
            if JAPANESE.search(code):
                yield Text(f"{path.relative_to(ROOT).as_posix()}:{number}", code.strip())


def _is_alone(node: ast.AST) -> bool:
    """Tell whether a statement is a text by itself: a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _words(node: ast.AST) -> str:
    """Return the text of an expression, with GAP for what is put in; empty when it has none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or GAP for part in node.values)
    if isinstance(node, ast.BinOp):  # "…" % values, and "…" + "…"
        left, right = _words(node.left), _words(node.right)
        return left if isinstance(node.op, ast.Mod) else left + right
    if isinstance(node, ast.Call) and _name(node.func) in {"_", "gettext", "gettext_lazy"}:
        return _words(node.args[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _words(node.func.value) if node.func.attr == "format" else ""
    return ""


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"


if __name__ == "__main__":
    for one in refusals():
        print(f"{one.place}\t{one.words}")
