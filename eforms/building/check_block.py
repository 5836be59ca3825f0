"""確認: answers that do not go together, and what to say then (``checks`` in docs/schema.md)."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.building.rule_block import RuleBlock


class TargetInput(forms.HiddenInput):
    """The id of a question of the section, which the script replaces by a select of names."""

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
        hidden = super().render(name, value, attrs, renderer)
        return format_html(
            '<div class="form-target" data-controller="form-target">{}</div>', hidden
        )

    class Media:
        js = ["eforms/admin/form-outline.js", "eforms/admin/form-target.js"]


class TargetBlock(blocks.FieldBlock):
    """A question of the same section or group, by id; empty while none is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(required=False, widget=TargetInput())
        super().__init__(**kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: ids only."""
        return []

    class Meta:
        icon = "view"
        default = ""


class CheckBlock(blocks.StructBlock):
    """One check."""

    when = RuleBlock(label="次のとき先へ進めない", required=False)
    message = blocks.TextBlock(
        label="メッセージ",
        required=False,
        max_length=300,
        rows=2,
        help_text="何が合わないかと、どう直せばよいかを書きます。"
        "例：終了日は、開始日より後の日付を入力してください。",
    )
    at = TargetBlock(label="メッセージを表示する質問", required=False)

    class Meta:
        icon = "warning"
        label_format = "{message}"


def checks_block() -> blocks.ListBlock:
    """Return the list of checks of a section or a repeated group; its entries' ids are theirs."""
    return blocks.ListBlock(
        CheckBlock(label="確認"),
        label="確認（入力内容のつじつま）",
        required=False,
        default=[],
        collapsed=True,
        help_text="2つ以上の答えが合わないときに、先へ進めないようにします。",
    )
