"""What a form says, in further languages (docs/decisions/0017).

A text is known by its place: ``<block id>:<part>``. A translation remembers the digest of the
Japanese it was made of, and counts only while that Japanese stands. Publishing puts the ones that
count into the version's document: ``{"translations": {language: {key: text}}}``.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from eforms.building.html import clean_html
from eforms.building.stored import FormTranslation, FormVersion


LANGUAGES = {"en": "English", "ja-easy": "やさしい日本語"}
SECTION_PARTS = {"title": "ページの見出し", "intro": "ページの説明"}
ITEM_PARTS = {"label": "質問", "help": "説明", "row_title": "1件の呼び方"}
OPTION_PARTS = {
    "statement": "確認する文章",
    "text": "本文",
    "alt": "画像の説明",
    "unit": "単位",
    "yes_label": "「はい」の言葉",
    "no_label": "「いいえ」の言葉",
    "link_label": "案内先の名前",
}
PAGE_PARTS = {
    "title": "申請フォームの名前",
    "summary": "制度の概要",
    "documents_text": "用意するもの",
    "fee_text": "手数料",
    "processing_text": "標準処理期間",
    "next_steps": "申請後の流れ",
}
HTML = frozenset({"intro", "text", "summary", "documents_text", "next_steps"})


@dataclass(frozen=True)
class Text:
    """A text of a form: where it stands, what it is (for editors), its Japanese."""

    key: str
    kind: str
    source: str

    @property
    def is_html(self) -> bool:
        """Whether it holds the marks of rich text."""
        return self.key.rpartition(":")[2] in HTML

    @property
    def digest(self) -> str:
        """What a translation remembers of its source."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:16]


def texts_of(page: Any, document: dict[str, Any]) -> list[Text]:
    """Return every text that citizens read of a form, in the order of the form."""
    own = [
        Text(f"page:{name}", kind, getattr(page, name) or "") for name, kind in PAGE_PARTS.items()
    ]
    return [text for text in [*own, *_of_document(document)] if text.source.strip()]


def _of_document(document: dict[str, Any]) -> Iterator[Text]:
    for section in document["sections"]:
        yield from _parts(section, SECTION_PARTS)
        yield from _checks(section)
        for item in section["items"]:
            yield from _item(item)


def _item(item: dict[str, Any]) -> Iterator[Text]:
    yield from _parts(item, ITEM_PARTS)
    yield from _checks(item)
    options = item.get("options") or {}
    yield from _parts({"id": item["id"], **options}, OPTION_PARTS)
    for choice in options.get("choices") or ():
        yield Text(f"{item['id']}/{choice['id']}:choice", "選択肢", choice["label"])
    for question in item.get("items") or ():
        yield from _item(question)


def _parts(part: dict[str, Any], names: dict[str, str]) -> Iterator[Text]:
    for name, kind in names.items():
        if isinstance(part.get(name), str):
            yield Text(f"{part['id']}:{name}", kind, part[name])


def _checks(part: dict[str, Any]) -> Iterator[Text]:
    for check in part.get("checks") or ():
        yield Text(f"{check['id']}:message", "確認の文", check["message"])


def stored(page: Any, language: str) -> dict[str, dict[str, str]]:
    """Return what editors wrote: key → ``{"text", "source"}`` (the digest of its Japanese)."""
    row = FormTranslation.objects.filter(page_id=page.pk, language=language).first()
    return row.texts if row else {}


def counting(texts: list[Text], kept: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the translations whose Japanese did not change: key → text."""
    return {
        text.key: kept[text.key]["text"]
        for text in texts
        if text.key in kept and kept[text.key]["source"] == text.digest
    }


def with_translations(page: Any, document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with the translations that count; without any, the document itself."""
    texts = texts_of(page, document)
    spoken = {language: counting(texts, stored(page, language)) for language in LANGUAGES}
    spoken = {language: found for language, found in spoken.items() if found}
    return document | {"translations": spoken} if spoken else document


def write(
    page: Any,
    language: str,
    texts: list[Text],
    wishes: dict[str, str],
    fresh: Sequence[str] = (),
) -> int:
    """Keep what an editor wrote (key → text; an empty one takes it back); return how many changed.

    Runs in a transaction. A text that stays as it was keeps its digest, so that looking at the
    page and saving it does not make a stale translation fresh; its key in ``fresh`` does.
    """
    FormTranslation.objects.get_or_create(page=page, language=language)
    row = FormTranslation.objects.select_for_update().get(page=page, language=language)
    changed = 0
    for text in texts:
        if text.key not in wishes:
            continue
        wish = wishes[text.key].strip()
        wish = clean_html(wish) if wish and text.is_html else wish
        before = row.texts.get(text.key, {})
        still_right = text.key in fresh and before.get("source") != text.digest
        if wish == before.get("text", "") and not (wish and still_right):
            continue
        changed += 1
        if wish:
            row.texts[text.key] = {"text": wish, "source": text.digest}
        else:
            row.texts.pop(text.key, None)
    row.save()
    return changed


def in_language(document: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a version's document in a language; what is not translated stays Japanese.

    Ids, rules and values are the same. An English question that is not translated carries
    ``options.lang`` ``ja``, so that its words are marked as Japanese.
    """
    spoken = (document.get("translations") or {}).get(language)
    if not spoken and language != "en":
        return document
    copy = json.loads(json.dumps(document))
    spoken = spoken or {}
    copy["title"] = spoken.get("page:title", copy["title"])
    for section in copy["sections"]:
        _speak(section, section["id"], SECTION_PARTS, spoken)
        _speak_checks(section, spoken)
        for item in section["items"]:
            _speak_item(item, spoken, language)
    return copy


def _speak_item(item: dict[str, Any], spoken: dict[str, str], language: str) -> None:
    _speak(item, item["id"], ITEM_PARTS, spoken)
    _speak_checks(item, spoken)
    options = item.get("options")
    if options is not None:
        _speak(options, item["id"], OPTION_PARTS, spoken)
        for choice in options.get("choices") or ():
            choice["label"] = spoken.get(f"{item['id']}/{choice['id']}:choice", choice["label"])
        if language == "en" and f"{item['id']}:label" not in spoken:
            options["lang"] = "ja"
    for question in item.get("items") or ():
        _speak_item(question, spoken, language)


def _speak(
    part: dict[str, Any], block_id: str, names: dict[str, str], spoken: dict[str, str]
) -> None:
    for name in names:
        if f"{block_id}:{name}" in spoken:
            part[name] = spoken[f"{block_id}:{name}"]


def _speak_checks(part: dict[str, Any], spoken: dict[str, str]) -> None:
    for check in part.get("checks") or ():
        check["message"] = spoken.get(f"{check['id']}:message", check["message"])


def page_texts(document: dict[str, Any], language: str) -> dict[str, str]:
    """Return the translated texts of the page itself: field name → text."""
    spoken = (document.get("translations") or {}).get(language) or {}
    return {name: spoken[f"page:{name}"] for name in PAGE_PARTS if f"page:{name}" in spoken}


def speak(page: Any, version: FormVersion | None) -> None:
    """Give a page (in memory, never to be saved) its texts in the language spoken now."""
    language = get_language() or "ja"
    if version is None or language not in LANGUAGES:
        return
    for name, text in page_texts(version.schema, language).items():
        setattr(page, name, text)
