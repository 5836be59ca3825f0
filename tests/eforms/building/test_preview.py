"""Every step of a form can be looked at while it is edited, with made-up answers."""

import pytest

from eforms.building.loading import save_form
from eforms.building.samples import sample_answers
from eforms.building.versions import current_version, schema_of
from eforms.engine.journey import Journey
from eforms.models import FormPage


CORPORATION = {"question": "@applicant_kind", "op": "equals", "value": "corporation"}


@pytest.fixture
def page(folder, definition):
    definition["sections"][0]["items"].append(
        {
            "type": "short_text",
            "code": "org",
            "label": "会社の名称",
            "show": {"all": [CORPORATION]},
        }
    )
    definition["sections"][1]["items"].append(
        {
            "type": "stop",
            "code": "no",
            "label": "窓口へお越しください",
            "text": "<p>10頭以上は窓口で受け付けます。</p>",
            "show": {"all": [{"question": "count_kind", "op": "equals", "value": "2頭以上"}]},
        }
    )
    return FormPage.objects.get(pk=save_form(folder, definition).pk)


def shown(page, mode):
    return page.make_preview_request(preview_mode=mode).content.decode()


def test_each_step_is_offered_and_by_kind_where_that_matters(page):
    assert page.preview_modes == [
        ("", "はじめの画面"),
        ("section-1.individual", "1. 申請する方（個人）"),
        ("section-1.corporation", "1. 申請する方（法人）"),
        ("section-2", "2. 犬について"),
        ("stop-1", "申請できない方への案内：窓口へお越しください"),
        ("check.individual", "確認の画面（個人）"),
        ("check.corporation", "確認の画面（法人）"),
        ("sent", "送信後の画面"),
    ]


def test_each_step_is_shown_and_cannot_be_sent(page):
    for mode, _label in page.preview_modes:
        html = shown(page, mode)
        assert "これは編集中のプレビューです" in html
        assert 'type="submit" class="button' not in html or "<fieldset disabled" in html
        assert "<form" not in html.split("<main")[1].split("</main>")[0]
    assert "10頭以上は窓口" in shown(page, "stop-1")
    assert "申請を受け付けました" in shown(page, "sent")


def test_kinds_see_their_own(page):
    assert "会社の名称" in shown(page, "check.corporation")
    assert "会社の名称" not in shown(page, "check.individual")
    assert "法人として" in shown(page, "section-1.corporation")


def test_the_samples_fill_every_question(form):
    schema = schema_of(current_version(form))
    assert Journey(schema, sample_answers(schema), "individual").first_gap() is None
    assert sample_answers(schema) == sample_answers(schema)


def test_the_answers_of_a_row_stand_under_one_heading(folder, definition):
    del definition["sections"][1]["items"][1]["show"]
    page = FormPage.objects.get(pk=save_form(folder, definition).pk)
    html = shown(page, "check.individual")
    assert html.count("犬 1") == html.count("<h3>犬 1</h3>") == 1
