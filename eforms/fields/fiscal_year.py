"""年度: a fiscal year around today, from a list. Value: int, the Western year it begins in."""

import random
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import eras
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import described_by, frame


BACK, AHEAD = 5, 0
MOST_BACK, MOST_AHEAD = 30, 5


class FiscalYear(FieldType):
    """A fiscal year (April to March) from ``back`` years before this one to ``ahead`` after it."""

    name = "fiscal_year"
    label = "年度"
    help = "証明書の年度などを、一覧から選ぶ質問です。4月1日に、選べる年度が自動で進みます。"
    icon = "calendar-alt"
    value_kind = "number"
    json_words = "年度が始まる年（西暦）の整数"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return how far back and ahead."""
        return [
            (
                "back",
                blocks.IntegerBlock(
                    label="何年度前まで選べるか",
                    required=False,
                    default=BACK,
                    min_value=0,
                    max_value=MOST_BACK,
                    help_text="今年度だけのときは0。5とすると、今年度と前の5年度から選べます。",
                ),
            ),
            (
                "ahead",
                blocks.IntegerBlock(
                    label="何年度先まで選べるか",
                    required=False,
                    default=AHEAD,
                    min_value=0,
                    max_value=MOST_AHEAD,
                    help_text="来年度も選べるようにするときは1。",
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"back": 0–30, "ahead": 0–5}``."""
        back, ahead = value.get("back"), value.get("ahead")
        return {
            "back": min(max(BACK if back is None else back, 0), MOST_BACK),
            "ahead": min(max(ahead or AHEAD, 0), MOST_AHEAD),
        }

    def read(self, question: Question, raw: Raw, context: Context) -> int | None:
        """Return the year, one of those of today."""
        text = read_text(question, raw, limit=40, code=True)
        if not text:
            return None
        years = years_of(question, context.today)
        chosen = next((year for year in years if text == str(year)), None)
        if chosen is None:
            last, first = short_name(years[-1]), short_name(years[0])
            span = (
                first
                if first == last
                else _("{last}から{first}までの中").format(last=last, first=first)
            )
            raise FieldError(
                _("{question}を、{span}から選んでください。").format(
                    question=named(question), span=span
                )
            )
        return chosen

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        return FieldError(
            _("{question}を、一覧から選んでください。").format(question=named(question))
        )

    def display(self, question: Question, value: int) -> list[str]:
        """Return the year's name and its months, however long ago it is."""
        return [full_name(value)]

    def render(self, question: Question, view: View) -> str:
        """Return the list, the latest year first; one chosen before today's list stays in it."""
        years = years_of(question, timezone.localdate())
        chosen = view.text()
        if _is_year(chosen) and int(chosen) not in years:
            years = [*years, int(chosen)]
        options = join(
            f"<option{attributes({'value': key, 'selected': key == chosen})}>"
            f"{escape(label)}</option>"
            for key, label in [
                ("", _("選んでください")),
                *((str(year), full_name(year)) for year in years),
            ]
        )
        select = element(
            "select",
            options,
            class_="select",
            id=view.name,
            name=view.name,
            aria_describedby=described_by(question, view) or None,
            aria_invalid="true" if view.message else None,
        )
        return frame(question, view, select)

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the bare year."""
        return ["" if value is None else str(value)]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an integer; the range moves every April, so it is told in words."""
        back, ahead = span_of(question)
        words = f"年度が始まる年（西暦）。{back}年度前から今年度まで"
        if ahead:
            words = words.replace("今年度まで", f"{ahead}年度先まで")
        return {"type": "integer", "description": words}

    def sample(self, question: Question, rng: random.Random) -> int:
        """Return one of the years, most often a late one."""
        years = years_of(question, timezone.localdate())
        return years[min(rng.randrange(len(years)), rng.randrange(len(years)))]


def fiscal_year_of(day: date) -> int:
    """Return the Western year in which the fiscal year of a day began, on 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def span_of(question: Question) -> tuple[int, int]:
    """Return how many years back and ahead a question offers."""
    back = question.options.get("back")
    return BACK if back is None else back, question.options.get("ahead") or AHEAD


def years_of(question: Question, today: date) -> list[int]:
    """Return the years a question offers on a day, the latest first."""
    back, ahead = span_of(question)
    now = fiscal_year_of(today)
    return list(range(now + ahead, now - back - 1, -1))


def short_name(year: int) -> str:
    """Return 「令和8年度」; 2019 goes by both its names, 平成31年度・令和元年度."""
    # The city's papers kept the old name in April 2019 and took the new one in May.
    if eras.western_only():
        return _("{year}年度").format(year=year)
    names = [eras.japanese(date(year, month, 1)).partition("年")[0] for month in (4, 5)]
    return "・".join(
        _("{name}年度").format(name=name) for name in dict.fromkeys(filter(None, names))
    ) or _("{year}年度").format(year=year)


def full_name(year: int) -> str:
    """Return 「令和8年度（2026年4月～2027年3月）」."""
    if not _is_year(str(year)):
        return _("{year}年度").format(year=year)
    return _("{short_name}（{year}年4月～{value}年3月）").format(
        short_name=short_name(year), year=year, value=year + 1
    )


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4 and "1868" <= text < "9999"
