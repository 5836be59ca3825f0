"""The blocks of a form's body: sections, repeated groups, and one block for each question type."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from wagtail import blocks

from eforms.building.applicant import ApplicantBlock
from eforms.building.body_errors import raise_together
from eforms.building.check_block import checks_block
from eforms.building.checks import body_problems
from eforms.building.formula_block import FormulaBlock
from eforms.building.formulas import CALCULATED
from eforms.building.half_built import HalfBuiltBlock
from eforms.building.item_codes import given_codes
from eforms.building.outline import walk
from eforms.building.rule_block import RuleBlock
from eforms.fields import registry
from eforms.fields.base import FieldType
from eforms.fields.choice_list import choices_block


CODE_HELP = "CSVやAPIで項目を表す名前です。半角の英小文字・数字・下線。空にすると自動で付きます。"


def _code() -> blocks.CharBlock:
    return blocks.CharBlock(
        label="項目コード", required=False, max_length=60, help_text=CODE_HELP, search_index=False
    )


def _show(what: str) -> RuleBlock:
    return RuleBlock(label=f"この{what}を表示する条件", required=False)


def _with_rules(name: str, block: blocks.Block) -> tuple[str, blocks.Block]:
    """Return an option; the single choices of a list get a rule of their own."""
    if name == "choices" and isinstance(block, blocks.ListBlock):
        rule = RuleBlock(label="この選択肢を表示する条件", required=False)
        block = choices_block([("show", rule)])
    return name, block


class HelpBlock(blocks.TextBlock):
    """A few lines in a box of fixed size: a hundred boxes that measure themselves take seconds."""

    @cached_property
    def field(self) -> forms.CharField:
        """The field with its plain box."""
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **self.field_options)


class QuestionBlock(HalfBuiltBlock):
    """One question: what every type has, and what the type adds (``FieldType.option_blocks``)."""

    def __init__(self, field_type: FieldType, **kwargs: Any) -> None:
        answered, asked = field_type.has_answer, field_type.asked
        options = [_with_rules(name, block) for name, block in field_type.option_blocks()]
        parts: list[tuple[str, blocks.Block]] = [
            (
                "label",
                blocks.CharBlock(
                    label="質問" if asked else "名前" if answered else "見出し",
                    required=answered,
                    max_length=200,
                ),
            )
        ]
        if asked:
            parts.append(
                (
                    "help",
                    HelpBlock(
                        label="説明",
                        required=False,
                        max_length=500,
                        help_text="質問のすぐ下に表示する短い説明や記入例。",
                    ),
                )
            )
            parts.append(
                ("required", blocks.BooleanBlock(label="必須", required=False, default=True))
            )
        if field_type.name == CALCULATED:
            parts.append(("formula", FormulaBlock(label="計算のしかた", required=False)))
        parts += options
        settings: list[tuple[str, blocks.Block]] = [("code", _code())]
        if field_type.has_rule:
            settings.append(("show", _show("質問")))
        if asked:
            settings.append(("require", RuleBlock(label="必須にする条件", required=False)))
        super().__init__(
            [*parts, *settings],
            label=field_type.label,
            icon=field_type.icon,
            description=field_type.help,
            label_format="{label}" if answered else "{label} {text}",
            form_layout=blocks.BlockGroup(
                children=[name for name, _block in parts],
                settings=[name for name, _block in settings],
            ),
            **kwargs,
        )


def question_blocks() -> list[tuple[str, blocks.Block]]:
    """Return one block for each registered type, in the editor's order."""
    return [
        (kind.name, QuestionBlock(kind, group="質問" if kind.asked else "案内・計算など"))
        for kind in registry.all_types()
    ]


class GroupBlock(HalfBuiltBlock):
    """A repeated group: the same questions for each row, whose number the citizen chooses."""

    def __init__(self, questions: list[tuple[str, blocks.Block]], **kwargs: Any) -> None:
        parts: list[tuple[str, blocks.Block]] = [
            ("label", blocks.CharBlock(label="繰り返しの名前", max_length=200)),
            ("help", blocks.TextBlock(label="説明", required=False, max_length=500)),
            (
                "row_title",
                blocks.CharBlock(
                    label="1件ごとの見出し",
                    required=False,
                    max_length=60,
                    help_text="「必要な方」とすると「必要な方 1」「必要な方 2」と表示されます。",
                ),
            ),
            (
                "minimum",
                blocks.IntegerBlock(label="最小数", min_value=0, max_value=100, default=1),
            ),
            (
                "maximum",
                blocks.IntegerBlock(label="最大数", min_value=1, max_value=100, default=5),
            ),
            ("items", blocks.StreamBlock(questions, label="繰り返す質問", collapsed=True)),
            ("checks", checks_block()),
        ]
        settings = [("code", _code()), ("show", _show("繰り返し"))]
        super().__init__(
            [*parts, *settings],
            label="繰り返し",
            description="同じ質問を、何人分・何件分でも入力できるようにします。",
            icon="copy",
            label_format="{label}",
            form_layout=blocks.BlockGroup(
                children=[name for name, _block in parts],
                settings=[name for name, _block in settings],
            ),
            **kwargs,
        )


class SectionBlock(HalfBuiltBlock):
    """One page of the form."""

    def __init__(self, **kwargs: Any) -> None:
        questions = question_blocks()
        # A link gives one value, not one for each row.
        in_rows = [(name, block) for name, block in questions if name != "hidden_value"]
        items = [
            ("applicant", ApplicantBlock(group="まとまり")),
            *questions,
            ("group", GroupBlock(in_rows, group="まとまり")),
        ]
        super().__init__(
            [
                (
                    "title",
                    blocks.CharBlock(
                        label="見出し",
                        max_length=100,
                        help_text="利用者の画面の見出しになります。例：申請する方",
                    ),
                ),
                (
                    "intro",
                    blocks.RichTextBlock(
                        label="はじめの説明",
                        required=False,
                        features=["bold", "link", "ul", "ol"],
                    ),
                ),
                ("items", blocks.StreamBlock(items, label="質問", collapsed=True)),
                ("checks", checks_block()),
                ("show", _show("セクション")),
            ],
            label="セクション（1画面）",
            icon="form",
            label_format="{title}",
            form_layout=blocks.BlockGroup(
                children=["title", "intro", "items", "checks"], settings=["show"]
            ),
            **kwargs,
        )


class FormBodyBlock(blocks.StreamBlock):
    """A form is a sequence of sections."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or [("section", SectionBlock())], **kwargs)

    def clean(self, value: Any) -> Any:
        """Check the form as a whole too: rules, codes, choices; drafts may be half-built.

        Raises:
            StreamBlockValidationError: with every error at the input it is about.
        """
        if self.is_deferred_validation:
            return super().clean(value)
        try:
            cleaned, error = super().clean(value), None
        except blocks.StreamBlockValidationError as raised:
            cleaned, error = self._readable(value), raised
        raise_together(error, body_problems(cleaned) if cleaned is not None else [])
        return with_codes(cleaned)

    def _readable(self, value: Any) -> Any:
        """Return a refused value with what was typed as numbers and the like, if it can be read."""
        try:
            return self.clean_deferred(value)
        except ValidationError:
            return None


def with_codes(body: Any) -> Any:
    """Write the codes that editors left to us into a body, and return it."""
    nodes = list(walk(body))
    codes = given_codes(nodes)
    for node in nodes:
        if not node.is_section and not node.code:
            node.value["code"] = codes[node.id]
    return body
