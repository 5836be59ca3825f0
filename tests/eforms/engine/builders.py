"""Short ways to write forms in tests: ids equal codes."""

from eforms.engine.schema import FormSchema


def question(code, type="short_text", *, required=False, show=None, require=None, **options):
    return {
        "id": code,
        "type": type,
        "code": code,
        "label": f"{code}の質問",
        "help": "",
        "required": required,
        "show": show,
        "require": require,
        "options": options,
    }


def group(code, *items, minimum=0, maximum=3, show=None, checks=()):
    return {
        "id": code,
        "type": "group",
        "code": code,
        "label": f"{code}の一覧",
        "help": "",
        "minimum": minimum,
        "maximum": maximum,
        "row_title": "人",
        "show": show,
        **({"checks": list(checks)} if checks else {}),
        "items": list(items),
    }


def section(code, *items, show=None, checks=()):
    return {
        "id": code,
        "title": code,
        "intro": "",
        "show": show,
        **({"checks": list(checks)} if checks else {}),
        "items": list(items),
    }


def check(code, when, at, message="組み合わせをお確かめください。"):
    return {"id": code, "when": when, "message": message, "at": at}


def document(*sections, kinds=("individual",)):
    return {
        "schema": 1,
        "title": "試験の申請",
        "applicant_kinds": list(kinds),
        "sections": list(sections),
    }


def form(*sections, kinds=("individual",)):
    return FormSchema.from_json(document(*sections, kinds=kinds))


def equals(ref, value):
    return {"all": [{"ref": ref, "op": "equals", "value": value}]}
