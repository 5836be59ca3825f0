"""A data file as the script of what an editor types and presses: a whole form by the screens."""

from typing import Any

from playwright.sync_api import Locator

from eforms.building.applicant import OPTIONS as APPLICANT_OPTIONS
from eforms.fields import registry
from tests.e2e.editor import FormEditor
from tests.e2e.rules import Named, RuleWriter


KINDS = {"individual": "個人", "corporation": "法人", "organization": "団体"}
BLOCKS = {"group": "繰り返し", "applicant": "申請者"}
PLAIN = ("label", "help", "required")


class Transcriber:
    """Builds the form of a definition (docs/forms-as-data.md) in an open, empty editor."""

    def __init__(self, editor: FormEditor, definition: dict[str, Any]) -> None:
        self.editor = editor
        self.definition = definition
        self.names = named(definition)
        self.rules = RuleWriter(self.names)

    def build(self, organisation: str) -> None:
        """Fill in everything; nothing is saved yet. ``organisation`` is the department's name."""
        form = self.definition
        self.editor.basics(
            title=form["title"],
            code=form["code"],
            organisation=organisation,
            contact=form["contact_name"],
            phone=form["contact_phone"],
        )
        kinds = form.get("for", ["individual"])
        for kind, label in KINDS.items():
            self.editor.page.get_by_label(label, exact=True).set_checked(kind in kinds)
        for name in ("minutes", "legal_basis", "retention_days"):
            if name in form:
                self.editor.page.fill(f"[name={name}]", str(form[name]))
        self.editor.page.set_checked("[name=my_number_task]", bool(form.get("my_number_task")))
        for section in form["sections"]:
            self._section(section)

    def _section(self, section: dict[str, Any]) -> None:
        block = self.editor.add_section(section["title"])
        if section.get("intro"):
            self.editor.rich_text(block, "intro", section["intro"])
        for item in section["items"]:
            self._item(block, item, None)
        self._checks(block, section, None)
        self._rules(block, section, None)

    def _item(self, parent: Locator, item: dict[str, Any], home: str | None) -> None:
        kind = item["type"]
        words = BLOCKS.get(kind) or registry.get(kind).label
        options = self._options(item)
        plain = {name: item[name] for name in PLAIN if name in item}
        if "required" in plain or (kind not in BLOCKS and registry.get(kind).asked):
            plain["required"] = bool(item.get("required"))
        block = self.editor.add_question(parent, words, plain.pop("label"), **plain, **options)
        self.editor.settings(block)
        self.editor.fill(block, code=item["code"])
        if kind == "group":
            for part in item["items"]:
                self._item(block, part, item["code"])
            self._checks(block, item, item["code"])
        if item.get("formula"):
            widget = self.editor.widget(block, "formula")
            self.rules.formula(widget, item["formula"], home)
        choices = item.get("choices") or []
        for number, choice in enumerate(choices):
            if isinstance(choice, dict) and choice.get("show"):
                self._rules(self.editor.choice(block, number), choice, home)
        self._rules(block, item, home)
        self.editor.close(block)

    def _options(self, item: dict[str, Any]) -> dict[str, Any]:
        if item["type"] == "group":
            return {
                name: str(item[name])
                for name in ("minimum", "maximum", "row_title")
                if name in item
            }
        if item["type"] == "applicant":
            return {name: item[name] for name in APPLICANT_OPTIONS if name in item}
        kind = registry.get(item["type"])
        names = [name for name, _block in kind.option_blocks() if name in item]
        given = kind.options_from_data({name: item[name] for name in names})
        return {
            name: value if isinstance(value, bool | list) else str(value)
            for name, value in given.items()
        }

    def _rules(self, block: Locator, owner: dict[str, Any], home: str | None) -> None:
        for effect in ("show", "require"):
            if owner.get(effect):
                self.editor.settings(block)
                self.rules.write(self.editor.widget(block, effect), owner[effect], home)

    def _checks(self, block: Locator, owner: dict[str, Any], home: str | None) -> None:
        for check in owner.get("checks") or []:
            entry = self.editor.add_check(block, check["message"], self.names[check["at"]].label)
            self.rules.write(self.editor.widget(entry, "when"), check["when"], home)


def named(definition: dict[str, Any]) -> dict[str, Named]:
    """Return what the screens call the questions and groups of a definition, by code."""
    names: dict[str, Named] = {}
    for section in definition["sections"]:
        _learn(names, section["items"], section["title"], None)
    return names


def _learn(names: dict[str, Named], items: list, section: str, group: str | None) -> None:
    for item in items:
        kind = item["type"]
        if kind not in BLOCKS:
            kind = registry.get(kind).value_kind
        elif kind == "group":
            kind = "rows"
            _learn(names, item["items"], section, item["code"])
        choices: dict[str, str] = {}
        for choice in item.get("choices") or []:
            label = choice["label"] if isinstance(choice, dict) else choice
            choices[label] = label
            if isinstance(choice, dict) and choice.get("code"):
                choices[choice["code"]] = label
        names[item["code"]] = Named(item.get("label", ""), kind, section, group, choices)
