"""Forms from data files: the same twice, and clear about what is wrong."""

from datetime import datetime

from wagtail.models import Revision

import pytest
import yaml

from eforms.building.loading import DefinitionError, save_form
from eforms.building.versions import current_version, schema_of
from eforms.building.windows import JAPAN
from eforms.models import FormPage, FormVersion


def test_a_loaded_form_is_live_with_its_version(form):
    assert form.live
    assert form.url == "/f/inu-touroku/"
    schema = schema_of(current_version(form))
    assert schema.applicant_kinds == ("individual", "corporation")
    assert [section.title for section in schema.sections] == ["申請する方", "犬について"]
    group = schema.sections[1].items[1]
    assert (group.code, group.minimum, group.maximum) == ("dogs", 2, 5)
    assert [question.code for question in group.items] == ["dog_name", "dog_birth"]
    kind = schema.sections[1].items[0]
    many = kind.options["choices"][1]
    assert many["label"] == "2頭以上"
    assert group.show == {"all": [{"ref": kind.id, "op": "equals", "value": many["id"]}]}
    assert schema.sections[1].items[2].show["any"][0]["value"] == many["id"]


def test_loading_twice_changes_nothing(form, folder, definition):
    before = (FormVersion.objects.count(), Revision.objects.count())
    again = save_form(folder, definition)
    assert again.pk == form.pk
    assert (FormVersion.objects.count(), Revision.objects.count()) == before


def test_loading_a_change_updates_the_form_where_it_is(form, folder, definition):
    definition["sections"][0]["items"][0]["label"] = "飼い主のお名前"
    definition["accepts_from"] = "2026-04-01T09:00:00+09:00"
    definition["mails"] = {"submitted": {"subject": "受け付けました", "body": "本文"}}
    elsewhere = folder.get_parent()
    page = save_form(elsewhere, definition)
    assert page.pk == form.pk
    assert page.get_parent().pk == folder.pk
    assert page.accepts_from == datetime(2026, 4, 1, 9, tzinfo=JAPAN)
    assert [text.subject for text in page.mail_texts.all()] == ["受け付けました"]
    old, new = form.versions.order_by("number")
    assert new.schema["sections"][0]["items"][0]["label"] == "飼い主のお名前"
    # Known by its code, the question stays the same one.
    assert [s["items"][0]["id"] for s in (old.schema["sections"][0], new.schema["sections"][0])][
        0
    ] == new.schema["sections"][0]["items"][0]["id"]
    count = FormVersion.objects.count()
    assert save_form(folder, definition).pk == form.pk
    assert FormVersion.objects.count() == count


def change(path, value):
    """Return a function that sets a value deep in a definition."""

    def apply(definition):
        *way, last = path
        part = definition
        for step in way:
            part = part[step]
        part[last] = value

    return apply


FIRST = ("sections", 0, "items", 0)
RULE = ("sections", 0, "items", 2, "show", "all", 0)


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (change(("organisation",), "nai"), "organisation"),
        (change(("for",), ["cat"]), "for"),
        (change(("colour",), "red"), "colour"),
        (change(("accepts_from",), "2026-04-01 09:00"), "accepts_from"),
        (change(("sections",), []), "sections"),
        (change((*FIRST, "type"), "telepathy"), "sections[0].items[0].type"),
        (change((*FIRST, "max_length"), 3), "sections[0].items[0].max_length"),
        (change((*FIRST, "code"), "agent"), "sections[0].items[1].code"),
        (change((*FIRST, "code"), ""), "sections[0].items[0]"),
        (change((*RULE, "question"), "nobody"), "sections[0].items[2].show.all[0].question"),
        (change((*RULE, "op"), "greater"), "body"),
        (change((*FIRST, "show"), {"all": [{"question": "dog_name", "op": "empty"}]}), "body"),
        (
            change(("sections", 1, "items", 1, "show", "all", 0, "value"), "100頭"),
            "sections[1].items[1].show.all[0].value",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder, definition, spoil, place):
    spoil(definition)
    with pytest.raises(DefinitionError) as refused:
        save_form(folder, definition)
    assert refused.value.path == place
    assert str(refused.value).startswith(f"{place}：")
    assert not FormPage.objects.exists()


# As somebody writes a file by hand: numbers, dates and times without quotation marks.
OPTIONS = """
- {type: decimal, code: area, label: 面積, places: 1, minimum: 0.1, maximum: 9999, unit: ㎡}
- {type: money, code: fee, label: 金額, minimum: 0, maximum: 100000}
- {type: date, code: day, label: 日付, earliest: 2026-04-01, latest: 今日}
- {type: month, code: month, label: 年月, earliest: 2020-04, latest: 令和8年12月}
- {type: time, code: early, label: 時刻, earliest: 8:30, latest: 17:15}
- {type: time, code: late, label: 時刻, earliest: 09:00, latest: "午後5時"}
- {type: fiscal_year, code: year, label: 年度, back: 3, ahead: 1}
- {type: url, code: page, label: ページ, own: false}
- {type: company, code: company, label: 会社, number_required: false, kana: true}
- {type: bank_account, code: account, label: 口座}
"""
COMPILED = {
    "area": {"places": 1, "minimum": 0.1, "maximum": 9999, "unit": "㎡"},
    "fee": {"minimum": 0, "maximum": 100000},
    "day": {"earliest": "2026-04-01", "latest": "today"},
    "month": {"earliest": "2020-04", "latest": "2026-12"},
    "early": {"earliest": "08:30", "latest": "17:15"},
    "late": {"earliest": "09:00", "latest": "17:00"},
    "year": {"back": 3, "ahead": 1},
    "page": {"own": False},
    "company": {"number_required": False, "kana": True, "own": True},
    "account": {},
}


def test_options_of_numbers_and_times_are_taken_as_a_file_has_them(folder, definition):
    definition["sections"][0]["items"] += yaml.safe_load(OPTIONS)
    rule = {"question": "month", "op": "greater", "value": "2026-01"}
    late = {"question": "early", "op": "less", "value": "12:00"}
    definition["sections"][0]["items"][-1]["show"] = {"any": [rule, late]}

    schema = schema_of(current_version(save_form(folder, definition)))

    found = {q.code: q.options for q in schema.questions() if q.code in COMPILED}
    assert found == COMPILED
    assert type(found["area"]["maximum"]) is int
    count = FormVersion.objects.count()
    save_form(folder, definition)
    assert FormVersion.objects.count() == count
