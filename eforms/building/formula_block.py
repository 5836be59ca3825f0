"""The block that holds the formula of a calculation, and its input in the editor.

The value is the engine's own JSON (docs/schema.md, "Calculations") with question ids. The hidden
input is what a script of the editor turns into selects.
"""

import json
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import blocks


class FormulaInput(forms.HiddenInput):
    """A hidden input for the formula, in the frame a script fills."""

    show_add_comment_button = False

    @property
    def is_hidden(self) -> bool:
        """False: what the script builds is visible."""
        return False

    def id_for_label(self, id_: str) -> str:
        """No label: it would lead to the hidden input."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the hidden input in its frame."""
        return format_html(
            '<div class="form-formula" data-controller="form-formula">{}</div>',
            super().render(name, value, attrs, renderer),
        )

    class Media:
        js = [
            "eforms/admin/form-outline.js",
            "eforms/admin/rule-value.js",
            "eforms/admin/form-formula.js",
        ]


class FormulaField(forms.Field):
    """A formula as JSON text in the form, as a dict in Python."""

    def prepare_value(self, value: Any) -> str:
        """Return the JSON text of a formula."""
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else ""


class FormulaBlock(blocks.FieldBlock):
    """A formula, or ``None``. Whether it can work is checked with the whole form in view."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = FormulaField(required=False, widget=FormulaInput())
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> dict | None:
        """Return the formula of the editor; what is none counts as nothing."""
        if isinstance(value, str):
            try:
                value = json.loads(value or "null")
            except ValueError:
                return None
        return value if isinstance(value, dict) and value else None

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: ids only."""
        return []

    class Meta:
        icon = "calculator"
        default = None
