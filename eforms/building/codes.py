"""The access URL of a form (S2.11): its spelling, whose it is, and old ones that lead on."""

import re
import unicodedata

from django.apps import apps
from django.core.validators import RegexValidator
from django.db.models import Model


PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
SPELLING = (
    "アクセスURLは、半角の英小文字・数字・ハイフンで入力してください（例：juminhyo-2026）。"
    "ハイフンは、はじめと終わりには使えません"
)
MAX_LENGTH = 60

code_validators = [RegexValidator(rf"\A{PATTERN.pattern}\Z", SPELLING)]


def normalised(text: str) -> str:
    """Return what an editor typed as it is stored: half-width, lower case, hyphens for blanks."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    text = re.sub(r"^.*/f/|^/+|/+$", "", text)  # a pasted address
    return re.sub(r"[\s‐‑–—―−ー]+", "-", text)


def owner(code: str) -> Model | None:
    """Return the FormPage that uses a code, or used it before, or ``None``."""
    model = apps.get_model("eforms", "FormPage")
    return model.objects.filter(code=code).first() or model.objects.filter(codes__code=code).first()


def taken_by_other(code: str, page_id: int | None) -> Model | None:
    """Return the other form that holds a code, or ``None`` when it is free for this one."""
    holder = owner(code)
    return holder if holder is not None and holder.pk != page_id else None


def suggestion(code: str, page_id: int | None) -> str:
    """Return a free code like the taken one: ``juminhyo`` → ``juminhyo-2``."""
    stem = re.sub(r"-\d+$", "", code)[: MAX_LENGTH - 5]
    number = 2
    while taken_by_other(f"{stem}-{number}", page_id):
        number += 1
    return f"{stem}-{number}"


def clash_message(code: str, page_id: int | None) -> str | None:
    """Return what to tell an editor whose code is taken, or ``None`` when it is free."""
    holder = taken_by_other(code, page_id)
    if holder is None:
        return None
    when = "使われています" if holder.code == code else "以前使われていました"
    return (
        f"アクセスURL「{code}」は、申請フォーム「{holder.title}」で{when}。"
        f"別の文字列を入力してください（例：{suggestion(code, page_id)}）"
    )
