"""Rules, checks and calculations as the API tells them: questions by code instead of by id."""

from typing import Any

from eforms.engine.rules import ROW_MATCHES
from eforms.engine.schema import COMPUTED_TYPES, FormSchema, Group, Question, Rule, Section


def code_of(schema: FormSchema, ref: str) -> str:
    """Return an item's code; what is no item (`@applicant_kind`) stays what it is."""
    item = schema.item(ref)
    return item.code if item else ref


def by_code(schema: FormSchema, rule: Rule | None) -> Rule | None:
    """Return a rule that names questions by code: ``{"question": …}`` for ``ref``."""
    if not rule:
        return None
    if "ref" in rule:
        told = {"question": code_of(schema, rule["ref"]), "op": rule["op"]}
        if "other" in rule:
            return told | {"other": code_of(schema, rule["other"])}
        return told | {"value": rule.get("value")}
    for key in ROW_MATCHES:
        if key in rule:
            return {key: code_of(schema, rule[key]), "rule": by_code(schema, rule["rule"])}
    return {joint: [by_code(schema, part) for part in parts] for joint, parts in rule.items()}


def checks(schema: FormSchema, part: Section | Group) -> list[dict[str, Any]]:
    """Return the checks of a page or group: when they fail, what is said and at which question."""
    return [
        {
            "when": by_code(schema, check.when),
            "message": check.message,
            "at": code_of(schema, check.at),
        }
        for check in part.checks
    ]


def options(schema: FormSchema, question: Question) -> dict[str, Any]:
    """Return a question's options with the rules of its choices and its formula by code."""
    told = dict(question.options)
    if question.id in schema.ruled_choices:
        told["choices"] = [
            choice | {"show": by_code(schema, choice["show"])} if choice.get("show") else choice
            for choice in question.choices
        ]
    if question.type in COMPUTED_TYPES and told.get("formula"):
        told["formula"] = {
            key: _part(schema, part) if key in ("of", "at") else part
            for key, part in told["formula"].items()
        }
    return told


def _part(schema: FormSchema, part: Any) -> Any:
    if isinstance(part, list):
        return [_part(schema, each) for each in part]
    return code_of(schema, part) if isinstance(part, str) else part
