"""The block that holds a rule (表示する条件, 必須にする条件) and its input in the editor.

The value is the engine's own rule JSON, with question and choice ids. The hidden input is turned
into selects by ``static/eforms/admin/form-rule.js``.
"""

import json
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.building import comparisons
from eforms.building.conditions import well_formed
from eforms.building.outline import APPLICANT
from eforms.fields import registry


# What the rule decides, in the words of its first line.
EFFECTS = {
    "show": "表示します",
    "require": "必須にします",
    "when": "先へ進めないようにします",
}


class RuleInput(forms.HiddenInput):
    """A hidden input for the rule, which the script replaces by selects."""

    show_add_comment_button = False

    @property
    def is_hidden(self) -> bool:
        """False: what the script builds is visible."""
        return False

    def id_for_label(self, id_: str) -> str:
        """No label: it would lead to the hidden input."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the hidden input in the frame the script fills."""
        return format_html(
            '<div class="form-rule" data-controller="form-rule">{}</div>',
            super().render(name, value, attrs, renderer),
        )

    class Media:
        js = [
            "eforms/admin/form-build.js",
            "eforms/admin/form-fold.js",
            "eforms/admin/form-outline.js",
            "eforms/admin/rule-words.js",
            "eforms/admin/form-marks.js",
            "eforms/admin/rule-value.js",
            "eforms/admin/form-rule.js",
            "eforms/admin/form-uses.js",
        ]
        css = {"all": ["eforms/admin/form-editor.css"]}


def editor_table() -> dict[str, Any]:
    """Return what the editor's script must know: types, operators and fixed choices."""
    types = registry.all_types()
    return {
        "kinds": {kind.name: kind.value_kind for kind in types},
        "asked": [kind.name for kind in types if kind.asked],
        "types": {kind.name: kind.label for kind in types} | {APPLICANT: "申請者"},
        "operators": comparisons.OPERATORS,
        "matches": comparisons.MATCH_LABELS,
        "rowMatches": comparisons.ROW_LABELS,
        "withoutValue": comparisons.WITHOUT_VALUE,
        "several": comparisons.SEVERAL,
        "ages": comparisons.AGES,
        "comparable": comparisons.COMPARABLE,
        "effects": EFFECTS,
        "units": comparisons.UNITS,
        "applicant": comparisons.KIND_LABELS,
    }


class RuleField(forms.Field):
    """A rule as JSON text in the form, as a dict in Python."""

    def prepare_value(self, value: Any) -> str:
        """Return the JSON text of a rule."""
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else ""


class RuleBlock(blocks.FieldBlock):
    """A rule, or ``None``. Whether it can work is checked with the whole form in view."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = RuleField(required=False, widget=RuleInput())
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> dict | None:
        """Return the rule typed in the editor; what is no rule counts as none."""
        if isinstance(value, str):
            try:
                value = json.loads(value or "null")
            except ValueError:
                return None
        return value if value and well_formed(value) else None

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: ids only."""
        return []

    class Meta:
        icon = "view"
        default = None
