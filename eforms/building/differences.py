"""What changes from one version of a form to another, in plain words, and how bad it is.

Works on two schema documents (docs/schema.md) and nothing else. Items are told apart by their id:
a new label is a new label, not a new question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.html import strip_tags

from eforms.building.comparisons import KIND_LABELS, UNITS, Source
from eforms.building.option_changes import option_changes
from eforms.building.sentences import sentence
from eforms.engine.schema import COMPUTED_TYPES, DISPLAY_TYPES, GIVEN_TYPES
from eforms.fields import registry


Document = dict[str, Any]
GROUP = "group"
# Shown only, but stops whoever meets its condition: not a matter of looks.
STOP = "stop"
# Nobody types these: what goes with them is not an answer of the citizen.
UNASKED = COMPUTED_TYPES | GIVEN_TYPES


class Severity(StrEnum):
    """How bad a change is for those who are filling the form."""

    COSMETIC = "cosmetic"  # drafts go on silently
    CHANGED = "changed"  # drafts are carried over, and told what to answer
    BREAKING = "breaking"  # answers get lost: the editor chooses

    @property
    def label(self) -> str:
        """The severity as editors read it."""
        return {"cosmetic": "見た目だけの変更", "changed": "質問の追加・変更"}.get(
            self.value, "影響の大きい変更"
        )


ORDER = list(Severity)
COSMETIC, CHANGED, BREAKING = ORDER


@dataclass(frozen=True)
class Change:
    """One difference: what it is about (an item's or section's id; empty: the form), in words."""

    item: str
    severity: Severity
    sentence: str
    section: str = ""
    before: str = ""
    after: str = ""


class _Home(NamedTuple):
    part: Document
    section: Document
    group: Document | None


def severity_of(changes: list[Change]) -> Severity | None:
    """Return the worst of changes; None when there are none."""
    return max((change.severity for change in changes), key=ORDER.index, default=None)


def differences(old: Document, new: Document) -> list[Change]:
    """Return what is different in ``new``, in its reading order; what was taken out comes last."""
    return list(_Comparison(old, new).changes())


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.before, self.after = _homes(old), _homes(new)
        self.names_before, self.names_after = names_of(old), names_of(new)
        self.sections_before = {part["id"]: part for part in old["sections"]}
        self.sections_after = {part["id"]: part for part in new["sections"]}

    def changes(self) -> Iterator[Change]:
        yield from self._form()
        for section in self.new["sections"]:
            yield from self._section(section)
            for item_id, home in self.after.items():
                if home.section is section:
                    yield from self._item(item_id, home)
        yield from self._gone()
        yield from self._order()

    def _form(self) -> Iterator[Change]:
        old, new = self.old, self.new
        if old["title"] != new["title"]:
            yield _text("", "フォームの名称が変わります。", old["title"], new["title"])
        for kind in new["applicant_kinds"]:
            if kind not in old["applicant_kinds"]:
                words = f"「{KIND_LABELS.get(kind, kind)}」の方も申請できるようになります。"
                yield Change("", COSMETIC, words)
        for kind in old["applicant_kinds"]:
            if kind not in new["applicant_kinds"]:
                words = f"「{KIND_LABELS.get(kind, kind)}」の方は申請できなくなります。"
                yield Change("", BREAKING, words)

    def _section(self, new: Document) -> Iterator[Change]:
        old, title = self.sections_before.get(new["id"]), new["title"]
        if old is None:
            yield Change(new["id"], COSMETIC, f"セクション「{title}」が加わります。", title)
            return
        if old["title"] != title:
            words = f"セクション「{old['title']}」の見出しが「{title}」に変わります。"
            yield Change(new["id"], COSMETIC, words, title, old["title"], title)
        if old.get("intro", "") != new.get("intro", ""):
            words = f"セクション「{title}」のはじめの説明が変わります。"
            both = _plain(old, "intro"), _plain(new, "intro")
            yield Change(new["id"], COSMETIC, words, title, *both)
        yield from self._rule("show", old, new, f"セクション「{title}」", title)
        yield from self._checks(old, new, f"セクション「{title}」", title)

    def _item(self, item_id: str, home: _Home) -> Iterator[Change]:
        new, section = home.part, home.section["title"]
        name, earlier = f"「{_name(new)}」", self.before.get(item_id)
        if earlier is None:
            yield Change(item_id, _weight_of_new(new), _added(new, name, home), section)
            return
        old = earlier.part
        if (old["type"] == GROUP) != (new["type"] == GROUP):
            what = "繰り返し" if new["type"] == GROUP else "1つの質問"
            yield Change(item_id, BREAKING, f"{name}が{what}に変わります。", section)
            return
        if _id(earlier.group) != _id(home.group):
            words = "繰り返しの中に" if home.group else "繰り返しの外に"
            yield Change(item_id, BREAKING, f"{name}が{words}移ります。", section)
        elif earlier.section["id"] != home.section["id"]:
            words = f"{name}がセクション「{section}」に移ります。"
            yield Change(item_id, COSMETIC, words, section, earlier.section["title"], section)
        yield from self._texts(old, new, name, section)
        yield from self._rule("show", old, new, name, section)
        if new["type"] == GROUP:
            yield from self._group(old, new, name, section)
        else:
            yield from self._question(old, new, name, section)

    def _texts(self, old: Document, new: Document, name: str, section: str) -> Iterator[Change]:
        if old["label"] != new["label"] and _name(old) != _name(new):
            words = f"「{_name(old)}」の質問文が{name}に変わります。"
            yield Change(new["id"], COSMETIC, words, section, old["label"], new["label"])
        if old.get("help", "") != new.get("help", ""):
            words = f"{name}の説明が変わります。"
            both = _plain(old, "help"), _plain(new, "help")
            yield Change(new["id"], COSMETIC, words, section, *both)
        if old["code"] != new["code"]:
            words = f"{name}の項目コード（CSVやAPIでの名前）が変わります。"
            yield Change(new["id"], COSMETIC, words, section, old["code"], new["code"])

    def _group(self, old: Document, new: Document, name: str, section: str) -> Iterator[Change]:
        if old.get("row_title", "") != new.get("row_title", ""):
            words = f"{name}の1件ごとの呼び名が変わります。"
            both = old.get("row_title", ""), new.get("row_title", "")
            yield Change(new["id"], COSMETIC, words, section, *both)
        for key, word, worse in (("minimum", "最小", CHANGED), ("maximum", "最大", BREAKING)):
            was, now = old[key], new[key]
            if was != now:
                tightened = now > was if key == "minimum" else now < was
                words = f"{name}の{word}の数が{was}件から{now}件に変わります。"
                severity = worse if tightened else COSMETIC
                yield Change(new["id"], severity, words, section, f"{was}件", f"{now}件")
        yield from self._checks(old, new, name, section)

    def _question(self, old: Document, new: Document, name: str, section: str) -> Iterator[Change]:
        if old["type"] != new["type"]:
            was, now = _type_label(old["type"]), _type_label(new["type"])
            shown = {old["type"], new["type"]} <= DISPLAY_TYPES - {STOP}
            words = f"{name}の種類が「{was}」から「{now}」に変わります。"
            yield Change(new["id"], COSMETIC if shown else BREAKING, words, section, was, now)
            return
        if bool(old.get("required")) != bool(new.get("required")):
            must = bool(new.get("required"))
            words = f"{name}が{'必須' if must else '任意'}になります。"
            both = ("任意", "必須") if must else ("必須", "任意")
            yield Change(new["id"], CHANGED if must else COSMETIC, words, section, *both)
        yield from self._rule("require", old, new, name, section)
        for severity, words, was, now in option_changes(
            new["type"], name, old.get("options") or {}, new.get("options") or {}
        ):
            yield Change(new["id"], Severity(severity), words, section, was, now)

    def _rule(
        self, key: str, old: Document, new: Document, name: str, section: str
    ) -> Iterator[Change]:
        was, now = old.get(key), new.get(key)
        if was == now:
            return
        what = "表示する条件" if key == "show" else "必須にする条件"
        done = "が加わります" if not was else "がなくなります" if not now else "が変わります"
        severity = COSMETIC if key == "require" and not now else CHANGED
        before = sentence(was, self.names_before) if was else "条件なし"
        after = sentence(now, self.names_after) if now else "条件なし"
        yield Change(new["id"], severity, f"{name}の{what}{done}。", section, before, after)

    def _checks(self, old: Document, new: Document, name: str, section: str) -> Iterator[Change]:
        was = {check["id"]: check for check in old.get("checks") or ()}
        now = {check["id"]: check for check in new.get("checks") or ()}
        for key, check in now.items():
            if key not in was:
                words = f"{name}に、答えどうしの確認が加わります。"
                yield Change(new["id"], CHANGED, words, section, "", check["message"])
            elif was[key] != check:
                looks = {**was[key], "message": ""} == {**check, "message": ""}
                words = f"{name}の、答えどうしの確認が変わります。"
                severity = COSMETIC if looks else CHANGED
                both = was[key]["message"], check["message"]
                yield Change(new["id"], severity, words, section, *both)
        for key, check in was.items():
            if key not in now:
                words = f"{name}の、答えどうしの確認がなくなります。"
                yield Change(new["id"], COSMETIC, words, section, check["message"], "")

    def _gone(self) -> Iterator[Change]:
        for item_id, home in self.before.items():
            if item_id in self.after:
                continue
            old, group = home.part, home.group
            if group is not None and group["id"] not in self.after:
                continue  # told with its group
            where = f"「{_name(group)}」の中の" if group else ""
            words = f"{where}「{_name(old)}」がなくなります。"
            harmless = old["type"] in DISPLAY_TYPES
            severity = COSMETIC if harmless else CHANGED if old["type"] in UNASKED else BREAKING
            yield Change(item_id, severity, words, home.section["title"], _type_label(old["type"]))
        for section_id, section in self.sections_before.items():
            if section_id not in self.sections_after:
                words = f"セクション「{section['title']}」がなくなります。"
                yield Change(section_id, COSMETIC, words, section["title"])

    def _order(self) -> Iterator[Change]:
        pairs = [
            (list(self.sections_before), list(self.sections_after)),
            (list(self.before), list(self.after)),
        ]
        for old, new in pairs:
            if [key for key in old if key in new] != [key for key in new if key in old]:
                yield Change("", COSMETIC, "質問の順番が変わります。")
                return


def _homes(document: Document) -> dict[str, _Home]:
    homes = {}
    for section in document["sections"]:
        for item in section["items"]:
            homes[item["id"]] = _Home(item, section, None)
            for inner in item.get("items", ()) if item["type"] == GROUP else ():
                homes[inner["id"]] = _Home(inner, section, item)
    return homes


def names_of(document: Document) -> dict[str, Source]:
    """Return how rules call the items of a document."""
    names = {}
    for item_id, home in _homes(document).items():
        part = home.part
        kind = "rows" if part["type"] == GROUP else registry.get(part["type"]).value_kind
        choices = (part.get("options") or {}).get("choices") or ()
        known = {choice["id"]: choice["label"] for choice in choices if "id" in choice}
        names[item_id] = Source(_name(part), kind, known, UNITS.get(part["type"], ""))
    return names


def _weight_of_new(part: Document) -> Severity:
    return COSMETIC if part["type"] in DISPLAY_TYPES - {STOP} else CHANGED


def _added(part: Document, name: str, home: _Home) -> str:
    where = f"「{_name(home.group)}」の中に" if home.group else ""
    must = "必須の" if part.get("required") else ""
    what = "繰り返し" if part["type"] == GROUP else f"質問（{_type_label(part['type'])}）"
    if part["type"] in DISPLAY_TYPES:
        what = _type_label(part["type"])
    return f"{where}{must}{what}{name}が加わります。"


def _name(part: Document) -> str:
    return part["label"] or f"（{_type_label(part['type'])}）"


def _type_label(name: str) -> str:
    return "繰り返し" if name == GROUP else registry.get(name).label


def _id(part: Document | None) -> str | None:
    return part["id"] if part else None


def _text(item: str, words: str, before: str, after: str) -> Change:
    return Change(item, COSMETIC, words, "", before, after)


def _plain(part: Document, key: str) -> str:
    return strip_tags(part.get(key) or "").strip()
