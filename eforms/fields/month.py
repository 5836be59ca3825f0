"""年月: era, year, month; both in one box are read too. Value: "YYYY-MM"."""

import random
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import eras
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.date import TODAY, era_select
from eforms.fields.html import element, join
from eforms.fields.markup import frame, part_input
from eforms.fields.spans import span_problems


PARTS = ("era", "year", "month")
BOXES = {"year": (gettext_lazy("年"), "w8"), "month": (gettext_lazy("月"), "w4")}
EXAMPLES = {"year": "2026", "month": "4"}


class MonthBlock(blocks.CharBlock):
    """A month an editor sets: 「今月」, 「2026年4月」, or in other words people use."""

    def to_python(self, value: Any) -> str | None:
        """Return the text of what a data file holds."""
        return None if value is None else str(value)

    def clean(self, value: str) -> str:
        """Return ``today`` or ``YYYY-MM``.

        Raises:
            ValidationError: it is no month.
        """
        value = super().clean(value)
        if not value or limit_of(value):
            return limit_of(value) if value else value
        raise ValidationError(_("「今月」か、「2026年4月」のような年月を入力してください。"))


def limit_of(value: str | None) -> str | None:
    """Return ``today``, ``YYYY-MM``, or None for nothing that could be read."""
    value = str(value or "").strip()
    if value in (TODAY, "今月", "今日", "本日"):
        return TODAY
    written = eras.whole_month(value)
    try:
        return _iso(eras.to_month(written)) if written else None
    except eras.DateProblem:
        return None


class Month(FieldType):
    """A month, not before ``earliest`` and not after ``latest`` (``YYYY-MM`` or ``today``)."""

    name = "month"
    label = "年月"
    help = "在学の期間や使い始めなど、日のいらない年月を聞く質問です。元号でも入力できます。"
    icon = "date"
    value_kind = "month"
    json_words = "「2026-04」の形の文字列"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the first and the last month that may be given."""
        words = "「今月」か、「2026年4月」のような年月。空のときは制限しません。"
        return [
            ("earliest", MonthBlock(label="この月以後", required=False, help_text=words)),
            ("latest", MonthBlock(label="この月まで", required=False, help_text=words)),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"earliest": "YYYY-MM"|"today"|None, "latest": …}``."""
        return {name: limit_of(value.get(name)) for name in ("earliest", "latest")}

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return that nothing lies between the limits."""
        return span_problems(self.compile_options(value), "earliest", "latest")

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return era and the two boxes."""
        return PARTS

    def read(self, question: Question, raw: Raw, context: Context) -> str | None:
        """Return the month in ISO form."""
        written = self._written(question, raw)
        if written is None:
            return None
        try:
            found = eras.to_month(written)
        except eras.DateProblem as problem:
            raise FieldError(
                _("{question}に、存在しない年月が入力されています。{message}").format(
                    question=named(question), message=problem.message
                ),
                problem.part,
            ) from problem
        self._check_limits(question, found, context.today)
        return _iso(found)

    def _written(self, question: Question, raw: Raw) -> eras.Written | None:
        text = {
            part: read_text(question, raw, part, limit=60, what=named(question)) for part in PARTS
        }
        boxes = [part for part in BOXES if text[part]]
        if not boxes:
            return None
        if len(boxes) == 1:
            written = eras.whole_month(text[boxes[0]])
            if written:
                return written
            missing = tuple(part for part in BOXES if not text[part])
            what = BOXES[missing[0]][0]
            raise FieldError(
                _("{question}の{what}を入力してください。").format(
                    question=named(question), what=what
                ),
                parts=missing,
            )
        return self._of_boxes(question, text)

    def _of_boxes(self, question: Question, text: dict[str, str]) -> eras.Written:
        year, month = eras.year(text["year"]), eras.month(text["month"])
        for part, found in (("year", year), ("month", month)):
            if found is None:
                raise FieldError(
                    _(
                        "{question}の{value}を、「{example}」のように数字で入力してください。"
                    ).format(
                        question=named(question), value=BOXES[part][0], example=EXAMPLES[part]
                    ),
                    part,
                )
        chosen = text["era"] if text["era"] in eras.ERAS else ""
        era, number = year
        # 「2026」 with an era left chosen can only be a Western year.
        return eras.Written(era or (chosen if number < 1000 else ""), number, month, 1)

    def _check_limits(self, question: Question, found: date, today: date) -> None:
        earliest, latest = (
            _first_day(question.options.get(name), today) for name in ("earliest", "latest")
        )
        if earliest and found < earliest:
            words = _("{limit_words}以後").format(
                limit_words=self._limit_words(question.options["earliest"], earliest)
            )
        elif latest and found > latest:
            words = _("{limit_words}まで").format(
                limit_words=self._limit_words(question.options["latest"], latest)
            )
        else:
            return
        raise FieldError(
            _("{question}は、{words}の年月を入力してください。").format(
                question=named(question), words=words
            ),
            parts=tuple(BOXES),
        )

    def _limit_words(self, option: str, found: date) -> str:
        if option == TODAY:
            return _("今月（{japanese_month}）").format(japanese_month=eras.japanese_month(found))
        return eras.both_month(found)

    def missing(self, question: Question) -> FieldError:
        """Return the error with both ways of writing a month."""
        return FieldError(
            _("{question}を、「令和8年4月」や「2026年4月」のように入力してください。").format(
                question=named(question)
            ),
            parts=tuple(BOXES),
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return a Western year and month in the boxes."""
        found = _first_day(value, None)
        if found is None:
            return {"era": [], "year": [str(value)] if value else [], "month": []}
        return {"era": [], "year": [str(found.year)], "month": [str(found.month)]}

    def display(self, question: Question, value: str) -> list[str]:
        """Return the month in both calendars."""
        found = _first_day(value, None)
        return [eras.both_month(found) if found else str(value)]

    def hint(self, question: Question) -> str:
        """Return how to write it."""
        return _("西暦か元号を選んで入力してください。")

    def render(self, question: Question, view: View) -> str:
        """Return the boxes and, once it can be read, the month in both calendars."""
        boxes = [era_select(view)]
        boxes += [
            part_input(
                view,
                part,
                label,
                width=width,
                autocomplete="off",
                **({} if part == "year" else {"inputmode": "numeric"}),
            )
            for part, (label, width) in BOXES.items()
        ]
        inputs = element("div", join(boxes), class_="parts") + self._echo(question, view)
        return frame(question, view, inputs, hint=self.hint(question), fieldset=True)

    def _echo(self, question: Question, view: View) -> str:
        if view.message or not view.text("year"):
            return ""
        try:
            written = self._written(question, view.raw)
            found = eras.to_month(written) if written else None
        except (FieldError, eras.DateProblem):
            return ""
        if found is None:
            return ""
        return element(
            "p",
            _("入力した年月：{both_month}").format(both_month=eras.both_month(found)),
            class_="part__echo",
        )

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the ISO month, which every program sorts rightly."""
        return [value or ""]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an ISO month."""
        return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a month within the limits."""
        today = date.today()
        earliest, latest = (
            _first_day(question.options.get(name), today) for name in ("earliest", "latest")
        )
        most = _months(latest) if latest else _months(earliest or today) + 12
        least = _months(earliest) if earliest else most - 60
        chosen = rng.randint(least, max(least, most))
        return f"{chosen // 12:04}-{chosen % 12 + 1:02}"


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _iso(first: date) -> str:
    return f"{first.year:04}-{first.month:02}"


def _first_day(value: Any, today: date | None) -> date | None:
    if value == TODAY:
        return today.replace(day=1) if today else None
    try:
        return date.fromisoformat(f"{value}-01") if value else None
    except ValueError:
        return None
