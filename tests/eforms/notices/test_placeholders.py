from django.core.exceptions import ValidationError

import pytest

from eforms.notices.models import FormMailText, MailEvent
from eforms.notices.placeholders import allowed, fill, problems, samples
from eforms.notices.texts import DEFAULTS


SUBMITTED, REFUSED = MailEvent.SUBMITTED, MailEvent.NOT_ACCEPTED


def test_values_are_put_in_once():
    values = {"申請者名": "{{受付番号}} {% now 'Y' %} <b>", "受付番号": "R08"}
    assert fill("{{申請者名}}、{{ 受付番号 }}", values) == "{{受付番号}} {% now 'Y' %} <b>、R08"


def test_no_code_is_run_and_unknown_names_vanish():
    assert fill("{{ application.email }}{{受付番号.__class__}}", {"受付番号": "R08"}) == ""


@pytest.mark.parametrize(
    "text", ["{{氏名}}", "{{ application.email }}", "{{}}", "{{理由}}", "{{受付番号|upper}}"]
)
def test_unknown_placeholders_are_refused_with_the_list_of_known_ones(text):
    (problem,) = problems(f"こんにちは {text}", SUBMITTED)
    assert "使えるのは" in problem
    assert "{{受付番号}}" in problem and "{{理由}}" not in problem.split("使えるのは")[1]


@pytest.mark.parametrize(
    "text", ["{{受付番号}", "{受付番号}}", "｛｛受付番号｝｝", "{{受付{{番号}}"]
)
def test_braces_that_do_not_fit_are_refused(text):
    assert problems(text, SUBMITTED)


def test_reason_and_next_step_belong_to_refusals():
    assert problems("{{理由}}{{今後の手順}}", REFUSED) == []
    assert len(problems("{{理由}}{{今後の手順}}", MailEvent.COMPLETED)) == 2


def test_subjects_hold_nothing_personal():
    assert problems("{{申請者名}}", SUBMITTED) == []
    assert problems("{{申請者名}}", SUBMITTED, in_subject=True)
    names = {placeholder.name for placeholder in allowed(REFUSED, in_subject=True)}
    assert not names & {"申請者名", "理由", "今後の手順"}


def test_the_editor_is_told_by_field():
    text = FormMailText(event=SUBMITTED, subject="{{申請者名}}様", body="{{住所}}")
    with pytest.raises(ValidationError) as refused:
        text.clean()
    assert set(refused.value.message_dict) == {"subject", "body"}
    FormMailText(event=SUBMITTED, subject="{{受付番号}}", body="{{申請者名}} 様").clean()


@pytest.mark.parametrize("event", MailEvent.values)
def test_the_defaults_keep_their_own_rules(event):
    text = DEFAULTS[event]
    assert problems(text.subject, event, in_subject=True) == []
    assert problems(text.body, event) == []
    body = fill(text.body, samples())
    assert "{{" not in body
    for part in (
        "一関 太郎 様",
        "R08-1124-000123",
        "住民票の写しの交付申請",
        "自動",
        "0191-21-2111",
    ):
        assert part in body, part
    assert "/applications/" in body
    assert ("理由" in body) == (event == REFUSED)
    for banned in ("不正", "無効", "エラーが発生", "必須です", "貴殿"):
        assert banned not in body + text.subject
