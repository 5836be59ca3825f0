"""日付: era, year, month, day; a whole date in one box is read too. Value: "YYYY-MM-DD"."""

import random
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eforms.engine.schema import Question
from eforms.fields import eras
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.day_limits import (
    TODAY,
    UNREADABLE,
    DayBlock,
    day_of,
    days_from_today,
    read,
)
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import frame, labelled_part, part_input, part_state
from eforms.fields.personal import autocomplete
from eforms.fields.spans import span_problems


PARTS = ("era", "year", "month", "day")
BOXES = {
    "year": (gettext_lazy("年"), "w8"),
    "month": (gettext_lazy("月"), "w4"),
    "day": (gettext_lazy("日"), "w4"),
}
# Which side of today 「30日以内」 means.
LIMITS = {"earliest": -1, "latest": 1}
# Limits that both move are compared on a day that does not matter.
SOME_DAY = date(2000, 1, 1)
# Codes of the applicant's own birthday, which browsers can fill in.
BIRTHDAYS = {"birth_date", "birthday"}


class Date(FieldType):
    """A day, not before ``earliest`` and not after ``latest`` (``eforms.fields.day_limits``)."""

    name = "date"
    label = "日付"
    help = "生年月日や希望日を聞く質問です。西暦でも元号でも入力できます。"
    icon = "date"
    value_kind = "date"
    json_words = "「2025-04-01」の形の文字列"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the first and the last day that may be given."""
        words = (
            "「2026年4月1日」のような日付か、申請する日から数えた日（「今日」「明日」「3日後」"
            "「30日以内」「1週間前」など）。空のときは制限しません。"
        )
        labels = {"earliest": "この日以後", "latest": "この日まで"}
        return [
            (name, DayBlock(within=within, label=labels[name], required=False, help_text=words))
            for name, within in LIMITS.items()
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"earliest": limit|None, "latest": …}``."""
        return {name: read(value.get(name), within=within) for name, within in LIMITS.items()}

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return limits that cannot be read, or that nothing lies between them."""
        limits = self.compile_options(value)
        unread = [(name, UNREADABLE) for name in LIMITS if value.get(name) and not limits[name]]
        if len({days_from_today(limit) is None for limit in limits.values()}) > 1:
            return unread  # one of them moves: they are not compared
        days = {name: day_of(limit, SOME_DAY) for name, limit in limits.items()}
        return unread or span_problems(
            {name: day and day.isoformat() for name, day in days.items()}, *LIMITS
        )

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return era and the three boxes."""
        return PARTS

    def read(self, question: Question, raw: Raw, context: Context) -> str | None:
        """Return the day in ISO form."""
        written = self._written(question, raw)
        if written is None:
            return None
        try:
            found = eras.to_date(written)
        except eras.DateProblem as problem:
            raise FieldError(
                _("{question}に、存在しない日付が入力されています。{message}").format(
                    question=named(question), message=problem.message
                ),
                problem.part,
            ) from problem
        self._check_limits(question, found, context.today)
        return found.isoformat()

    def _written(self, question: Question, raw: Raw) -> eras.Written | None:
        text = {
            part: read_text(question, raw, part, limit=60, what=named(question)) for part in PARTS
        }
        boxes = [part for part in BOXES if text[part]]
        if not boxes:
            return None
        if len(boxes) == 1:
            written = eras.whole(text[boxes[0]])
            if written:
                return written
        missing = tuple(part for part in BOXES if not text[part])
        if missing:
            raise self._missing(question, missing)
        return self._of_boxes(question, text)

    def _of_boxes(self, question: Question, text: dict[str, str]) -> eras.Written:
        year, month, day = eras.year(text["year"]), eras.month(text["month"]), eras.day(text["day"])
        for part, found in (("year", year), ("month", month), ("day", day)):
            if found is None:
                example = {"year": "2025", "month": "4", "day": "1"}[part]
                raise FieldError(
                    _(
                        "{question}の{value}を、「{example}」のように数字で入力してください。"
                    ).format(question=named(question), value=BOXES[part][0], example=example),
                    part,
                )
        chosen = text["era"] if text["era"] in eras.ERAS else ""
        era, number = year
        # 「2025」 with an era left chosen can only be a Western year.
        return eras.Written(era or (chosen if number < 1000 else ""), number, month, day)

    def _check_limits(self, question: Question, found: date, today: date) -> None:
        earliest = day_of(question.options.get("earliest"), today)
        latest = day_of(question.options.get("latest"), today)
        parts = ("year", "month", "day")
        if earliest and found < earliest:
            words = self._limit_words(question.options["earliest"], earliest)
            raise FieldError(
                _("{question}は、{words}以後の日付を入力してください。").format(
                    question=named(question), words=words
                ),
                parts=parts,
            )
        if latest and found > latest:
            words = self._limit_words(question.options["latest"], latest)
            raise FieldError(
                _("{question}は、{words}までの日付を入力してください。").format(
                    question=named(question), words=words
                ),
                parts=parts,
            )

    def _limit_words(self, option: str, found: date) -> str:
        return (
            _("今日（{japanese}）").format(japanese=eras.japanese(found))
            if option == TODAY
            else eras.both(found)
        )

    def missing(self, question: Question) -> FieldError:
        """Return the error with both ways of writing a date."""
        return FieldError(
            _(
                "{question}を、「昭和55年4月1日」や「1980年4月1日」のように入力してください。"
            ).format(question=named(question)),
            parts=("year", "month", "day"),
        )

    def _missing(self, question: Question, parts: tuple[str, ...]) -> FieldError:
        what = _("と").join(str(BOXES[part][0]) for part in parts)
        return FieldError(
            _("{question}の{what}を入力してください。").format(question=named(question), what=what),
            parts=parts,
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return a Western date in the boxes."""
        found = day_of(value, None)
        if found is None:
            return {"era": [], "year": [str(value)] if value else [], "month": [], "day": []}
        return {
            "era": [],
            "year": [str(found.year)],
            "month": [str(found.month)],
            "day": [str(found.day)],
        }

    def display(self, question: Question, value: str) -> list[str]:
        """Return the date in both calendars."""
        found = day_of(value, None)
        return [eras.both(found) if found else str(value)]

    def render(self, question: Question, view: View) -> str:
        """Return the boxes and, once it can be read, the date in both calendars."""
        boxes = [era_select(view)]
        boxes += [
            part_input(
                view,
                part,
                label,
                width=width,
                autocomplete=self._token(question, view, part),
                **({} if part == "year" else {"inputmode": "numeric"}),
            )
            for part, (label, width) in BOXES.items()
        ]
        echo = self._echo(question, view)
        return frame(
            question,
            view,
            element("div", join(boxes), class_="parts") + echo,
            hint=_("西暦か元号を選んで入力してください。"),
            fieldset=True,
        )

    def _token(self, question: Question, view: View, part: str) -> str:
        token = f"bday-{part}" if question.code in BIRTHDAYS else "off"
        return autocomplete(question, view, token)

    def _echo(self, question: Question, view: View) -> str:
        if view.message or not view.text("year"):
            return ""
        try:
            written = self._written(question, view.raw)
            found = eras.to_date(written) if written else None
        except (FieldError, eras.DateProblem):
            return ""
        if found is None:
            return ""
        return element(
            "p", _("入力した日付：{both}").format(both=eras.both(found)), class_="part__echo"
        )

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the ISO date, which every program sorts rightly."""
        return [value or ""]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an ISO date."""
        return {"type": "string", "format": "date"}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a day within the limits."""
        today = date.today()
        latest = day_of(question.options.get("latest"), today)
        earliest = day_of(question.options.get("earliest"), today)
        if earliest is None:
            earliest = (latest or today) - timedelta(days=365 * 60)
        latest = latest or earliest + timedelta(days=365 * 40)
        span = max(0, (latest - earliest).days)
        return (earliest + timedelta(days=rng.randint(0, span))).isoformat()


def era_select(view: View) -> str:
    """Return the list of eras, the Western calendar first."""
    chosen = view.text("era")
    identity = view.id("era")
    options = join(
        f"<option{attributes({'value': name, 'selected': name == chosen})}>"
        f"{escape(name or _('西暦'))}</option>"
        for name in ("", *eras.ERAS)
    )
    select = element(
        "select",
        options,
        class_="select",
        id=identity,
        name=identity,
        **part_state(view, "era"),
    )
    return labelled_part(identity, _("西暦・元号"), select)
