"""What changes in the options of one question: choices, limits, and the rest by its kind."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags

from eforms.fields import day_limits


Options = dict[str, Any]
# Severity (of ``differences.Severity``), the sentence, and how it was and will be.
Told = tuple[str, str, str, str]

COSMETIC, CHANGED, BREAKING = "cosmetic", "changed", "breaking"

# Limits by the direction in which they get looser; no value is no limit.
UPPER = {
    "max_length": "文字数の上限",
    "max_mb": "1つのファイルの大きさの上限",
    "max_files": "ファイルの数の上限",
    "maximum": "上限",
    "latest": "いちばん後",
    "back": "選べる年度（何年度前まで）",
    "ahead": "選べる年度（何年度先まで）",
}
LOWER = {"minimum": "下限", "earliest": "いちばん前"}
# How a question looks or is filled in beforehand; what may be answered stays the same.
LOOKS = {
    "as": "選択肢の並べ方",
    "rows": "入力欄の高さ",
    "own": "登録情報からの入力",
    "text": "文章",
    "image": "画像",
    "alt": "画像の説明",
    "level": "見出しの大きさ",
    "kind": "お知らせの種類",
    "decorative": "画像の説明の有無",
    "link_label": "リンクの文言",
    "link_url": "リンク先",
    "hidden": "計算結果の表示",
}
MEANING = {
    "unit": "単位",
    "statement": "同意していただく文",
    "kana": "フリガナの有無",
    "number_required": "法人番号の要否",
    "single": "氏名の分け方",
    "formula": "計算のしかた",
    "places": "小数の桁数",
    "yes_label": "「はい」の文言",
    "no_label": "「いいえ」の文言",
    "parameter": "リンクで受け取る名前",
    "allowed": "リンクで受け取れる値",
    "default": "はじめの値",
    "legal_basis": "根拠法令",
}


def option_changes(kind: str, name: str, old: Options, new: Options) -> Iterator[Told]:
    """Yield what is different between the options of a question; ``name`` is how it is called."""
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if key == "choices":
            yield from _choices(name, was or [], now or [])
        elif key == "extensions":
            yield from _extensions(name, was or [], now or [])
        elif key in UPPER or key in LOWER:
            yield _limit(name, key, was, now)
        else:
            looks = key in LOOKS
            what = LOOKS.get(key) or MEANING.get(key) or "細かな設定"
            words = f"{name}の{what}が変わります。"
            yield (COSMETIC if looks else CHANGED, words, *_short(was, now))


def _choices(name: str, old: list[Options], new: list[Options]) -> Iterator[Told]:
    was, now = ({choice["id"]: choice for choice in choices} for choices in (old, new))
    for key, choice in now.items():
        label = choice["label"]
        if key not in was:
            yield CHANGED, f"{name}に選択肢「{label}」が加わります。", "", label
            continue
        before = was[key]
        if before["label"] != label:
            words = f"{name}の選択肢「{before['label']}」が「{label}」に変わります。"
            yield CHANGED, words, before["label"], label
        if before.get("show") != choice.get("show"):
            yield CHANGED, f"{name}の選択肢「{label}」を表示する条件が変わります。", "", ""
        if before.get("code") != choice.get("code"):
            words = f"{name}の選択肢「{label}」のコード（CSVやAPIでの値）が変わります。"
            yield COSMETIC, words, before.get("code", ""), choice.get("code", "")
    for key, choice in was.items():
        if key not in now:
            label = choice["label"]
            yield BREAKING, f"{name}の選択肢「{label}」がなくなります。", label, ""
    if [key for key in was if key in now] != [key for key in now if key in was]:
        yield COSMETIC, f"{name}の選択肢の順番が変わります。", "", ""


def _extensions(name: str, old: list[str], new: list[str]) -> Iterator[Told]:
    lost = [kind for kind in old if kind not in new]
    both = "、".join(old), "、".join(new)
    words = f"{name}に添付できるファイルの種類が変わります。"
    yield CHANGED if lost else COSMETIC, words, *both


def _limit(name: str, key: str, was: Any, now: Any) -> Told:
    what = UPPER.get(key) or LOWER[key]
    before, after = ("なし" if value is None else _shown(value) for value in (was, now))
    words = f"{name}の{what}が「{before}」から「{after}」に変わります。"
    return CHANGED if _tighter(key, was, now) else COSMETIC, words, before, after


def _tighter(key: str, was: Any, now: Any) -> bool:
    """Tell whether a limit refuses more than before; what cannot be compared might."""
    if now is None:
        return False
    if was is None or not _comparable(was, now):
        return True
    return now < was if key in UPPER else now > was


def _comparable(was: Any, now: Any) -> bool:
    if isinstance(was, int | float) and isinstance(now, int | float):
        return True
    # Dates as 2026-04-01; "today" and the like move.
    texts = isinstance(was, str) and isinstance(now, str)
    return texts and was[:1].isdigit() and now[:1].isdigit()


def _shown(value: Any) -> str:
    return day_limits.words(value, today="申請する日") if isinstance(value, str) else str(value)


def _short(was: Any, now: Any) -> tuple[str, str]:
    """Return values that people can read; those of other shapes are not shown."""
    return tuple(
        strip_tags(str(part)).strip() if isinstance(part, str | int | float) else ""
        for part in (was, now)
    )
