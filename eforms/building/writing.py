"""A form written down as data: what ``loading`` reads (docs/forms-as-data.md), by codes, not ids.

The same text makes templates, the file that another city loads, and the copy of a form.
"""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from eforms.building import applicant
from eforms.building.conditions import conditions_of
from eforms.building.item_codes import given_codes
from eforms.building.loading import HTML, KINDS, LEGAL, TEXTS, TIMES
from eforms.building.outline import GROUP, Node, walk
from eforms.engine.rules import APPLICANT_KIND
from eforms.fields.choice_lines import read_lines


def definition_of(page: Any) -> dict[str, Any]:
    """Return the definition of a FormPage as it stands, half-built or not; JSON throughout.

    Loading it makes a form that compiles to the same questions, but for their ids.
    """
    kinds = {field: kind for kind, field in KINDS.items()}
    definition: dict[str, Any] = {
        "code": page.code or "",
        "organisation": page.organisation.code if page.organisation_id else "",
        "for": [kind for field, kind in kinds.items() if getattr(page, field)],
        "allow_guest": page.allow_guest,
        "minutes": page.minutes,
    }
    definition |= {name: getattr(page, name) or "" for name in TEXTS}
    definition |= {name: getattr(page, field) or "" for name, field in HTML.items()}
    definition |= {name: getattr(page, name) for name in TIMES if getattr(page, name)}
    definition |= {name: getattr(page, name) for name in LEGAL if getattr(page, name)}
    mails = {
        text.event: {"subject": text.subject, "body": text.body} for text in page.mail_texts.all()
    }
    if mails:
        definition["mails"] = mails
    definition["sections"] = sections_of(page.body)
    return _plain(definition)


def sections_of(body: Any) -> list[dict[str, Any]]:
    """Return the sections of a body (StreamValue) as data."""
    nodes = list(walk(body))
    writer = _Writer(nodes)
    return _plain(
        [
            writer.section(node, number)
            for number, node in enumerate((n for n in nodes if n.is_section), 1)
        ]
    )


class _Writer:
    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.codes = given_codes(nodes)
        self.choices = {
            choice["id"]: choice.get("code") or choice["label"]
            for node in nodes
            for choice in node.options.get("choices", ())
        }

    def section(self, node: Node, number: int) -> dict[str, Any]:
        items = [n for n in self.nodes if n.section == node.id and len(n.path) == 2]
        return {
            "code": f"section_{number}",
            "title": node.value["title"] or "",
            "intro": _source(node.value["intro"]),
            "items": [self.item(item) for item in items],
            **self.rules(node),
            **self.checks(node),
        }

    def item(self, node: Node) -> dict[str, Any]:
        value = node.value
        written: dict[str, Any] = {
            "type": node.type,
            "code": self.codes[node.id],
            "label": value.get("label") or "",
        }
        if value.get("help"):
            written["help"] = value["help"]
        if node.type == GROUP:
            written |= {name: value[name] for name in ("minimum", "maximum", "row_title")}
            written["items"] = [self.item(n) for n in self.nodes if n.group == node.id]
        elif node.field_type is None:  # the applicant's block
            written |= {name: bool(value.get(name)) for name in applicant.OPTIONS}
        else:
            kind = node.field_type
            if kind.has_answer:
                written["required"] = bool(value.get("required"))
            written |= {name: self.option(node, name) for name, _block in kind.option_blocks()}
        if value.get("formula"):
            written["formula"] = self.rule(value["formula"])
        return written | self.rules(node) | self.checks(node)

    def option(self, node: Node, name: str) -> Any:
        value = node.value.get(name)
        if name == "choices" and isinstance(value, str):  # a long list, one choice a line
            return [self.choice(line._asdict()) for line in read_lines(value)]
        if name == "choices" and "choices" in node.options:
            return [self.choice(choice) for choice in node.options["choices"]]
        if hasattr(value, "source"):
            return value.source
        return node.value.block.child_blocks[name].get_prep_value(value)

    def choice(self, choice: dict[str, Any]) -> dict[str, Any]:
        written = {"label": choice["label"]}
        if choice.get("code"):
            written["code"] = choice["code"]
        if choice.get("show"):
            written["show"] = self.rule(choice["show"])
        return written

    def checks(self, node: Node) -> dict[str, Any]:
        checks = [
            {
                "when": self.rule(check["when"]),
                "message": check["message"],
                "at": self.name(check["at"]),
            }
            for _id, check in node.checks
            if conditions_of(check["when"]) and check["message"] and check["at"]
        ]
        return {"checks": checks} if checks else {}

    def rules(self, node: Node) -> dict[str, Any]:
        names = [name for name in ("show", "require") if conditions_of(node.value.get(name))]
        return {name: self.rule(node.value[name]) for name in names}

    def rule(self, rule: Any) -> Any:
        """Return a rule with codes for ids, whatever it holds."""
        if isinstance(rule, list):
            return [self.rule(part) for part in rule]
        if not isinstance(rule, dict):
            return self.name(rule)
        return {
            {"ref": "question"}.get(key, key): (
                self.name(part) if key == "ref" else self.rule(part)
            )
            for key, part in rule.items()
            if part is not None
        }

    def name(self, value: Any) -> Any:
        if value == APPLICANT_KIND or not isinstance(value, str):
            return value
        return self.codes.get(value) or self.choices.get(value) or value


def _source(html: Any) -> str:
    return str(getattr(html, "source", html) or "")


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
