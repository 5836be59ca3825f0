"""申請者: one block of the editor that stands for the questions about who applies.

The compiler writes them out, one set for each kind of applicant of the form. Their ids follow from
the block's id and the part's name, their codes from the block's code; ``options.profile`` tells
what a question is about, and which entry of an account's profile may fill it.

Rules cannot ask for the parts: which of them there are depends on the form's other settings. They
can ask for ``@applicant_kind``, and for questions of their own beside the block.
"""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wagtail import blocks

from eforms.building.rule_block import RuleBlock
from eforms.engine.rules import APPLICANT_KIND
from eforms.engine.schema import APPLICANT_KINDS, Rule
from eforms.fields import registry


WHO = "申請する方"
OPTIONS = ("kana", "birth_date", "address", "phone")


class Part(NamedTuple):
    """A question the block stands for; ``option`` is the check box that asks for it, if any.

    ``profile`` names it in an account's profile: once for each kind of applicant. ``own`` tells
    whether it is about the person who types.
    """

    name: str
    type: str
    label: str
    profile: str
    required: bool = True
    option: str = ""
    help: str = ""
    own: bool = True


PARTS: dict[str, tuple[Part, ...]] = {
    "individual": (
        Part("name", "name", "お名前", "name"),
        Part("birth_date", "date", "生年月日", "birth_date", option="birth_date"),
        Part("address", "address", "住所", "address", option="address"),
        Part("phone", "phone", "電話番号", "phone", option="phone", help="日中に連絡がつく番号"),
    ),
    "corporation": (
        Part("company", "company", "申請する法人", "company"),
        Part(
            "representative_title",
            "short_text",
            "代表者の役職",
            "representative_title",
            help="例：代表取締役",
        ),
        Part("representative", "name", "代表者のお名前", "representative", own=False),
        Part(
            "department",
            "short_text",
            "担当者の所属",
            "department",
            required=False,
            help="例：総務部",
        ),
        Part("contact", "name", "担当者のお名前", "name"),
        Part("phone", "phone", "担当者の電話番号", "phone", help="日中に連絡がつく番号"),
    ),
    "organization": (
        Part("organization", "short_text", "団体の名称", "organization_name"),
        Part(
            "address",
            "address",
            "団体の所在地",
            "address",
            help="事務所がないときは、代表者の住所",
            own=False,
        ),
        Part("representative", "name", "代表者のお名前", "representative", own=False),
        Part("contact", "name", "担当者のお名前", "name"),
        Part("phone", "phone", "担当者の電話番号", "phone", help="日中に連絡がつく番号"),
    ),
}
# In the place of a block: the questions of a profile belong to no form.
_PROFILE = "b3a55e6e-6a0c-4f0f-9d4f-1f0d9b0c5a11"
# What the blocks of the types are set to.
_SETTINGS: dict[str, dict[str, Any]] = {"date": {"latest": "today"}, "short_text": {}}


class ApplicantBlock(blocks.StructBlock):
    """The block in the editor."""

    label = blocks.CharBlock(
        label="申請者の呼び方",
        default=WHO,
        max_length=60,
        help_text="個人の方への質問に使います。「申請する方」とすると「申請する方のお名前」となります。"
        "法人・団体の方には、名称・代表者・担当者を聞きます。",
    )
    kana = blocks.BooleanBlock(label="フリガナを聞く", required=False, default=True)
    birth_date = blocks.BooleanBlock(label="生年月日を聞く（個人）", required=False, default=False)
    address = blocks.BooleanBlock(label="住所を聞く（個人）", required=False, default=True)
    phone = blocks.BooleanBlock(label="電話番号を聞く（個人）", required=False, default=True)
    code = blocks.CharBlock(
        label="項目コード",
        required=False,
        max_length=40,
        help_text="CSVやAPIで項目を表す名前の、はじめの部分です。「applicant」とすると"
        "「applicant_name」などになります。空にすると自動で付きます。",
        search_index=False,
    )
    show = RuleBlock(label="この質問を表示する条件", required=False)

    class Meta:
        label = "申請者"
        icon = "user"
        description = (
            "申請する方のお名前・住所・連絡先をまとめて聞きます。"
            "「申請できる方」で選んだ個人・法人・団体のそれぞれに合う質問になります。"
        )
        label_format = "申請者：{label}"
        form_layout = blocks.BlockGroup(
            children=["label", *OPTIONS],
            settings=["code", "show"],
        )


def expanded(
    block_id: str, value: Any, code: str, kinds: Sequence[str], show: Rule | None
) -> list[dict[str, Any]]:
    """Return the questions (schema document) a block stands for, for the kinds of a form."""
    several = len(kinds) > 1
    return [
        {
            "id": part_id(block_id, kind, part),
            "type": part.type,
            "code": part_code(code, kind, part),
            "label": f"{_who(value)}の{part.label}" if kind == "individual" else part.label,
            "help": part.help,
            "required": part.required,
            "show": _together(_of_kind(kind) if several else None, show),
            "require": None,
            "options": _options(part, value),
        }
        for kind, part in _asked(value, kinds)
    ]


def of_profile(kind: str) -> list[dict[str, Any]]:
    """Return all questions about a kind of applicant as an account's profile asks them.

    None must be answered; ``options.profile`` is unique among them.
    """
    everything = {"kana": True, **dict.fromkeys(OPTIONS, True)}
    asked = expanded(_PROFILE, everything, "profile", [kind], None)
    return [
        question | {"label": part.label, "code": part.name, "required": False}
        for part, question in zip(PARTS[kind], asked, strict=True)
    ]


def part_codes(value: Any, code: str, kinds: Sequence[str] = APPLICANT_KINDS) -> list[str]:
    """Return the codes that a block's questions have."""
    return [part_code(code, kind, part) for kind, part in _asked(value, kinds)]


def part_id(block_id: str, kind: str, part: Part) -> str:
    """Return the id of a question: the same for ever, whatever else is chosen."""
    try:
        space = uuid.UUID(str(block_id))
    except ValueError:  # a preview of what was never saved
        space = uuid.uuid5(uuid.NAMESPACE_OID, str(block_id))
    return str(uuid.uuid5(space, f"{kind}/{part.name}"))


def part_code(code: str, kind: str, part: Part) -> str:
    """Return ``applicant_name``, ``applicant_corporation_phone`` …"""
    if kind == "individual" or part.name == kind:
        return f"{code}_{part.name}"
    return f"{code}_{kind}_{part.name}"


def _asked(value: Any, kinds: Sequence[str]) -> Iterator[tuple[str, Part]]:
    for kind in APPLICANT_KINDS:
        if kind in kinds:
            yield from (
                (kind, part) for part in PARTS[kind] if not part.option or value.get(part.option)
            )


def _who(value: Any) -> str:
    return (value.get("label") or "").strip() or WHO


def _options(part: Part, value: Any) -> dict[str, Any]:
    given = dict(_SETTINGS.get(part.type, {}))
    if part.type in ("name", "company"):
        given["kana"] = bool(value.get("kana"))
    # The browser may offer what belongs to the one who types, not the representative's data.
    given["own"] = part.own
    options = registry.get(part.type).compile_options(given)
    return options | {"profile": part.profile}


def _of_kind(kind: str) -> Rule:
    return {"ref": APPLICANT_KIND, "op": "equals", "value": kind}


def _together(kind: Rule | None, show: Rule | None) -> Rule | None:
    parts = [rule for rule in (kind, show) if rule]
    return {"all": parts} if parts else None
