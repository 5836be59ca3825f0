"""時刻: one box that reads a time in every way it is said. Value: "HH:MM".

One box and not two lists: 24 hours and 60 minutes are long lists to find one's way in on a phone,
and who thinks 「午後1時半」 would first have to turn it into 13 and 30. What was understood stands
below the box in both ways, so that a slip is seen.
"""

import random
import re
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.eras import western_only
from eforms.fields.html import element
from eforms.fields.markup import frame, text_input
from eforms.fields.spans import span_problems
from eforms.fields.text import clean_code


NOON = 12
_HALF = r"(?:(?P<half>午前|午後|AM|A\.M\.|PM|P\.M\.|朝|お?昼|夕方|夜)の?)?"
_TAIL = r"(?P<tail>AM|A\.M\.|PM|P\.M\.)?"
_CLOCK = re.compile(
    rf"{_HALF}(?P<hour>\d{{1,2}})(?:[:;.時-](?:(?P<minute>\d{{1,2}})分?)?(?P<thirty>半)?)?{_TAIL}"
)
_COMPACT = re.compile(rf"{_HALF}(?P<hour>\d{{1,2}})(?P<minute>\d{{2}}){_TAIL}")
_MORNING = ("午前", "朝", "AM")
# Hours that a word of the day can mean by itself.
_HOURS = {"昼": {12: 12, 1: 13, 2: 14, 3: 15}, "夕方": {4: 16, 5: 17, 6: 18, 7: 19}}
_HOURS["お昼"] = _HOURS["昼"]
_HOURS["夜"] = {hour: hour + NOON for hour in range(5, NOON)}


class TimeBlock(blocks.CharBlock):
    """A time an editor sets: 「9:00」, 「午後5時」, or in other words people use."""

    def to_python(self, value: Any) -> str | None:
        """Return the text of what a data file holds; YAML reads an unquoted 9:30 as 570 minutes."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value // 60:02}:{value % 60:02}"
        return None if value is None else str(value)

    def clean(self, value: str) -> str:
        """Return ``HH:MM``.

        Raises:
            ValidationError: it is no time.
        """
        value = super().clean(value)
        if not value or limit_of(value):
            return limit_of(value) if value else value
        raise ValidationError(_("「9:00」か「午後5時」のような時刻を入力してください。"))


def limit_of(value: Any) -> str | None:
    """Return ``HH:MM``, or None for nothing that could be read."""
    found = read_time(clean_code(str(value or "")))
    return f"{found:%H:%M}" if found else None


def read_time(text: str) -> time | None:
    """Return the time a text in half-width means: 9:30, 9時半, 930, 午後1時30分, 1:30pm, 13.

    Minutes after 12 are read as a clock shows them (午後12時15分 is 12:15); 午前12時 and 午後12時
    by themselves mean noon to some and midnight to others, and are not read.
    """
    text = re.sub(r"\s", "", text).upper()
    if text in ("正午", "お昼"):
        return time(NOON)
    match = _CLOCK.fullmatch(text) or _COMPACT.fullmatch(text)
    if not match:
        return None
    parts = match.groupdict()
    if parts.get("minute") and parts.get("thirty"):
        return None
    hour, minute = int(parts["hour"]), 30 if parts.get("thirty") else int(parts["minute"] or 0)
    shifted = _of_half((parts["half"] or parts["tail"] or "").replace(".", ""), hour, minute)
    if (parts["half"] and parts["tail"]) or shifted is None or shifted > 23 or minute > 59:
        return None
    return time(shifted, minute)


def _of_half(half: str, hour: int, minute: int) -> int | None:
    if not half:
        return hour
    if hour == NOON and minute and half in ("午前", "午後", "AM", "PM"):
        return NOON if half in ("午後", "PM") else 0
    if hour == NOON and half == "PM":
        return NOON
    if half in _MORNING:
        return hour if hour < NOON else None
    if half in _HOURS:
        return _HOURS[half].get(hour)
    # 「午後13時」 is said by many.
    return hour + NOON if hour < NOON else hour if hour > NOON else None


def clock(found: time) -> str:
    """Return 「9:30」."""
    return f"{found.hour}:{found.minute:02}"


def spoken(found: time) -> str:
    """Return 「午前9時30分」; noon is 「正午」, the hour after it 「午後0時15分」."""
    if western_only():
        return clock(found)
    if found == time(NOON):
        return "正午"
    half = "午後" if found.hour >= NOON else "午前"
    minutes = f"{found.minute}分" if found.minute else ""
    return f"{half}{found.hour % NOON}時{minutes}"


def both(found: time) -> str:
    """Return 「午前9時30分（9:30）」, in English the latter alone."""
    return clock(found) if western_only() else f"{spoken(found)}（{clock(found)}）"


class Time(FieldType):
    """A time of the day, not before ``earliest`` and not after ``latest`` (``HH:MM``)."""

    name = "time"
    label = "時刻"
    help = "来庁の時刻などを聞く質問です。「午後1時半」「13:30」のどちらでも入力できます。"
    icon = "time"
    value_kind = "time"
    json_words = "「09:30」の形の文字列"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the first and the last time that may be given."""
        words = "「9:00」か「午後5時」のような時刻。空のときは制限しません。"
        return [
            ("earliest", TimeBlock(label="この時刻以後", required=False, help_text=words)),
            ("latest", TimeBlock(label="この時刻まで", required=False, help_text=words)),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"earliest": "HH:MM"|None, "latest": "HH:MM"|None}``."""
        return {name: limit_of(value.get(name)) for name in ("earliest", "latest")}

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return that nothing lies between the limits."""
        return span_problems(self.compile_options(value), "earliest", "latest")

    def read(self, question: Question, raw: Raw, context: Context) -> str | None:
        """Return the time in ISO form."""
        text = read_text(question, raw, limit=40, code=True)
        if not text:
            return None
        found = read_time(text)
        if found is None:
            raise self._unreadable(question, text)
        self._check_limits(question, found)
        return f"{found:%H:%M}"

    def _unreadable(self, question: Question, text: str) -> FieldError:
        if re.search("12|24", text):
            return FieldError(
                _(
                    "{question}は、昼の12時なら「12:00」、夜の12時なら「0:00」のように入力してくだ"
                    "さい。"
                ).format(question=named(question))
            )
        return FieldError(
            _(
                "{question}は、「13:30」や「午後1時30分」のように、0時から23時59分までの時刻で"
                "入力してください。"
            ).format(question=named(question))
        )

    def _check_limits(self, question: Question, found: time) -> None:
        earliest, latest = self._limits(question)
        if self._fits(found, earliest, latest):
            return
        if earliest and latest:
            span = _("{earliest}から{latest}まで").format(
                earliest=both(earliest), latest=both(latest)
            )
        else:
            span = (
                _("{earliest}以後").format(earliest=both(earliest))
                if earliest
                else _("{latest}まで").format(latest=both(latest))
            )
        hint = ""
        later = found.replace(hour=(found.hour + NOON) % 24)
        if found.hour < NOON and self._fits(later, earliest, latest):
            hint = _("午後のことでしたら、「{later}」のように入力してください。").format(
                later=spoken(later)
            )
        raise FieldError(
            _("{question}は、{span}の時刻を入力してください。{hint}").format(
                question=named(question), span=span, hint=hint
            )
        )

    def _limits(self, question: Question) -> tuple[time | None, time | None]:
        limits = (question.options.get(name) for name in ("earliest", "latest"))
        earliest, latest = (read_time(limit) if limit else None for limit in limits)
        return earliest, latest

    def _fits(self, found: time, earliest: time | None, latest: time | None) -> bool:
        return (earliest is None or found >= earliest) and (latest is None or found <= latest)

    def missing(self, question: Question) -> FieldError:
        """Return the error with both ways of writing a time."""
        return FieldError(
            _("{question}を、「13:30」や「午後1時30分」のように入力してください。").format(
                question=named(question)
            )
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the time as a clock shows it."""
        found = read_time(value) if value else None
        return {"": [clock(found) if found else str(value)] if value else []}

    def display(self, question: Question, value: str) -> list[str]:
        """Return the time as it is said, and as a clock shows it."""
        found = read_time(value)
        return [both(found) if found else str(value)]

    def hint(self, question: Question) -> str:
        """Return both ways of writing it."""
        return _("「13:30」「午後1時半」のどちらでも入力できます。")

    def render(self, question: Question, view: View) -> str:
        """Return a narrow input and, once it can be read, the time in both ways."""
        hint = self.hint(question)
        box = text_input(question, view, hint=hint, width="w16", autocomplete="off")
        return frame(question, view, box + self._echo(view), hint=hint)

    def _echo(self, view: View) -> str:
        found = read_time(clean_code(view.text()[:40]))
        if view.message or found is None:
            return ""
        return element(
            "p", _("入力した時刻：{found}").format(found=both(found)), class_="part__echo"
        )

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the ISO time, which every program sorts rightly."""
        return [value or ""]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return hours and minutes."""
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a quarter of an hour within the limits."""
        earliest, latest = self._limits(question)
        last = _minutes(latest or time(17))
        first = _minutes(earliest) if earliest else min(_minutes(time(9)), last)
        last = max(first, last)
        chosen = min(first + rng.randint(0, (last - first) // 15) * 15, last)
        return f"{chosen // 60:02}:{chosen % 60:02}"


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
