"""Drafts: whose they are, which page wrote last, and how long they are kept."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.models import Citizen
from eforms.engine.schema import Question, Section
from eforms.filling import drafts, half_typed, writing
from eforms.filling.drafts import TooManyDrafts
from eforms.filling.guests import Applicant
from eforms.filling.marks import PageMark
from eforms.filling.writing import DraftGone
from eforms.models import Draft
from tests.eforms.filling.conftest import uid


WHO = uid("who")
NAME = uid("full_name")
PAGE = Section(WHO, "申請する方", (Question(NAME, "short_text", "full_name", "お名前"),))


def stored(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def write(draft: Draft, name: str, mark: PageMark) -> bool:
    return writing.write_answers(draft, WHO, {NAME: name}, mark, now=timezone.now())


def test_the_owner_is_the_account_or_else_the_proven_address(draft, guest):
    other = Applicant("x@example.jp", "other-index")
    citizen = Citizen(email_index=guest.email_index)
    same_address_with_account = Applicant(guest.email, guest.email_index, citizen)
    assert guest.owns(draft)
    assert not other.owns(draft)
    assert not same_address_with_account.owns(draft)
    draft.citizen_id = citizen.pk
    assert same_address_with_account.owns(draft)
    assert not guest.owns(draft)


def test_nothing_half_typed_is_no_empty_page(draft):
    assert stored(draft).unchecked is None
    assert Draft.objects.filter(unchecked=None).count() == 1
    draft.unchecked = {}
    draft.save(update_fields=["unchecked"])
    assert stored(draft).unchecked == {}
    assert not Draft.objects.filter(unchecked=None).exists()


def test_writing_moves_the_revision_and_the_date(draft):
    now = timezone.now() + timedelta(days=3)
    mark = PageMark.fresh(draft)
    assert writing.write_answers(draft, WHO, {NAME: "一関 太郎"}, mark, now=now)
    kept = stored(draft)
    assert (kept.revision, kept.answers) == (1, {NAME: "一関 太郎"})
    assert kept.expires_at == now + drafts.KEPT_FOR
    assert kept.writers == {WHO: [1, mark.token]}


def test_a_write_from_a_stale_reading_writes_nothing(draft):
    one, two = stored(draft), stored(draft)
    assert write(one, "先", PageMark.fresh(one))
    assert not write(two, "後", PageMark.fresh(two))
    assert stored(draft).answers == {NAME: "先"}
    writing.refresh(two)
    assert write(two, "後", PageMark.fresh(two))


def test_a_page_is_behind_a_stranger_but_not_behind_itself(draft):
    mine, other = PageMark.fresh(draft), PageMark.fresh(draft)
    write(draft, "わたし", mine)
    assert other.is_behind(draft, WHO)
    assert not mine.is_behind(draft, WHO)  # pressed twice, or gone back to
    assert not other.is_behind(draft, uid("wishes"))
    assert not PageMark.fresh(draft).is_behind(draft, WHO)


@pytest.mark.parametrize("revision", ["", "x", "-1", "٣", "9" * 40])
def test_a_strange_mark_counts_as_the_oldest_page(draft, revision):
    write(draft, "わたし", PageMark.fresh(draft))
    assert PageMark.posted(revision, "t" * 999).is_behind(draft, WHO)


def test_what_was_typed_is_kept_beside_the_answers(draft):
    write(draft, "確か", PageMark.fresh(draft))
    typed = {f"q-{NAME}": ["まだ"]}
    assert writing.keep_unchecked(draft, WHO, typed, PageMark.fresh(draft), now=timezone.now())
    kept = stored(draft)
    assert kept.answers == {NAME: "確か"}
    assert kept.unchecked == {WHO: typed}
    assert kept.revision == 1
    write(kept, "決めた", PageMark.fresh(kept))
    assert stored(draft).unchecked is None


def test_an_overtaken_page_does_not_keep_itself(draft):
    old = PageMark.fresh(draft)
    write(draft, "新しい", PageMark.fresh(draft))
    assert not writing.keep_unchecked(draft, WHO, {}, old, now=timezone.now())
    assert stored(draft).unchecked is None


@pytest.mark.parametrize("gone", ["submitted", "expired"])
def test_what_is_gone_is_not_written(draft, gone):
    now = timezone.now()
    if gone == "submitted":
        Draft.objects.filter(pk=draft.pk).update(submitted_at=now)
    else:
        now = draft.expires_at
    with pytest.raises(DraftGone):
        writing.write_answers(draft, WHO, {}, PageMark.fresh(draft), now=now)
    with pytest.raises(DraftGone):
        writing.keep_unchecked(draft, WHO, {}, None, now=now)


def test_open_drafts_are_ones_own_unfinished_ones(form, guest, draft):
    version, now = form.versions.get(), timezone.now()
    sent = drafts.begin(version, guest, "individual", now=now)
    Draft.objects.filter(pk=sent.pk).update(submitted_at=now)
    drafts.begin(version, guest, "individual", now=now - drafts.KEPT_FOR)  # expired
    drafts.begin(version, Applicant("x@example.jp", "other"), "individual", now=now)
    assert list(drafts.open_drafts(guest, form.pk, now=now)) == [draft]


def test_nobody_begins_without_end(form, guest):
    version, now = form.versions.get(), timezone.now()
    for _ in range(drafts.MOST_OPEN):
        drafts.begin(version, guest, "individual", now=now)
    with pytest.raises(TooManyDrafts):
        drafts.begin(version, guest, "individual", now=now)


def test_only_the_pages_own_inputs_are_kept():
    data = [
        (f"q-{NAME}", ["一関"]),
        (f"q-{NAME}-family", ["一関"]),
        (f"rows-{NAME}", ["r1"]),
        (f"g-{NAME}-r1-x", ["a", "b"]),
        (f"q-{uid('other')}", ["x"]),
        ("csrfmiddlewaretoken", ["x"]),
        ("revision", ["1"]),
        (f"q-{NAME}x", ["x"]),
        (f"q-{NAME}-{'n' * 300}", ["x"]),
    ]
    kept = half_typed.known_inputs(data, PAGE)
    assert list(kept) == [f"q-{NAME}", f"q-{NAME}-family", f"rows-{NAME}", f"g-{NAME}-r1-x"]


def test_endless_text_is_not_kept():
    half = "あ" * (half_typed.UNCHECKED_CHARACTERS // 2)
    data = [(f"q-{NAME}-{n}", [half]) for n in range(5)]
    assert len(half_typed.known_inputs(data, PAGE)) == 1
