"""What the engine says about a form and answers, in Python and in the browser's mirror.

A case is ``{"schema", "answers", "kind", "today"}``; its outcome ``{"items": {id or id/row:
[visible, required, hidden choices, answer]}, "failed": [[check, row], …]}``.
"""

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import FormSchema, Group


SCRIPTS = Path(__file__).parents[3] / "static" / "js"
VECTORS = Path(__file__).parent / "vectors"


def journey_of(case, schema=None):
    schema = schema or FormSchema.from_json(case["schema"])
    return Journey(schema, case["answers"], case["kind"], date.fromisoformat(case["today"]))


def places(journey):
    for section in journey.schema.sections:
        for item in section.items:
            yield item, None
            if isinstance(item, Group):
                for row in journey.rows(item.id):
                    yield from ((question, row[ROW]) for question in item.items)


def outcome(journey):
    items = {
        item.id if row is None else f"{item.id}/{row}": [
            journey.is_visible(item.id, row),
            journey.is_required(item.id, row),
            sorted(journey.hidden_choices(item.id, row)),
            journey.answer(item.id, row),
        ]
        for item, row in places(journey)
    }
    failed = [
        [failure.check.id, failure.row_id]
        for section in journey.schema.sections
        for failure in journey.failed_checks(section)
    ]
    return {"items": items, "failed": failed}


def mirrored(cases, folder):
    """Return the outcomes of the browser's engine; ``folder`` is an empty one to work in."""
    for name in ("form-rules.js", "form-calculation.js"):
        shutil.copy(SCRIPTS / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    node = shutil.which("node") or compute_driver_executable()[0]
    run = subprocess.run(
        [node, Path(__file__).parent / "mirror.mjs", folder],
        input="\n".join(json.dumps(case) for case in cases),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def vectors(name=None):
    """Return the cases of the vector files, each with what is to come out."""
    files = sorted(VECTORS.glob("*.json")) if name is None else [VECTORS / name]
    return [_case(vector) for file in files for vector in json.loads(file.read_text())]


def _case(vector):
    """Fill up what a vector leaves out: it is written for people."""
    if "rule" in vector:  # a rule alone decides whether a question is shown
        refs = [{"id": ref, "type": "short_text"} for ref in vector["answers"]]
        probe = {"id": "probe", "type": "short_text", "show": vector["rule"]}
        vector = vector | {"form": [*refs, probe], "shown": {"probe": vector["holds"]}}
    sections = vector.get("pages_of_form") or [{"items": vector["form"]}]
    for number, section in enumerate(sections, 1):
        section.setdefault("id", f"section-{number}")
        section.setdefault("title", section["id"])
        for item in section["items"]:
            for one in (item, *item.get("items", ())):
                one.setdefault("type", "group" if "items" in one else "short_text")
                one.update({"code": one["id"], "label": one["id"]})
        for one in (section, *section["items"]):
            for check in one.get("checks", ()):
                check.setdefault("message", "組み合わせをお確かめください。")
    schema = {
        "schema": 1,
        "title": vector["name"],
        "applicant_kinds": ["individual", "corporation"],
        "sections": sections,
    }
    return vector | {
        "schema": schema,
        "kind": vector.get("kind", "individual"),
        "today": vector.get("today", "2026-11-24"),
    }
