import ast
from pathlib import Path

from django.db import connection

import pytest

from audit.models import Entry
from eforms.applications.actors import ApplicantActor, StaffActor, applicant
from eforms.applications.models import Application
from eforms.applications.states import TRANSITIONS, State
from eforms.applications.transitions import NotAllowed, TransitionRefused, available, perform
from outbox.models import Effect
from tests.eforms.applications import builders as b


# state → what staff may do, what the applicant may do: the whole law, written out.
EXPECTED = {
    "received": (
        {"start_review": "under_review", "not_accept": "not_accepted"},
        {"withdraw": "withdrawn"},
    ),
    "under_review": (
        {
            "finish_review": "reviewed",
            "not_accept": "not_accepted",
            "request_correction": "correction_requested",
        },
        {"withdraw": "withdrawn"},
    ),
    "correction_requested": (
        {"take_back_correction": "under_review", "not_accept": "not_accepted"},
        {"withdraw": "withdrawn", "answer_correction": "under_review"},
    ),
    "reviewed": ({"complete": "completed"}, {}),
    "completed": ({}, {}),
    "not_accepted": ({}, {}),
    "withdrawn": ({}, {}),
}
ACTORS = ("reviewer", "viewer", "other_reviewer", "administrator", "inactive", "owner", "stranger")
TEXTS = {"reason": "書類が足りません。", "next_step": "もう一度申請してください。"}


def actor(kind: str, application: Application):
    here, there = application.organisation, b.organisation("zeimu", "税務課")
    match kind:
        case "reviewer":
            return StaffActor(b.staff((here, "reviewer")))
        case "viewer":
            return StaffActor(b.staff((here, "viewer")))
        case "other_reviewer":
            return StaffActor(b.staff((there, "reviewer")))
        case "administrator":
            return StaffActor(b.staff(is_superuser=True))
        case "inactive":
            return StaffActor(b.staff((here, "reviewer"), is_active=False))
        case "owner":
            return applicant(application)
        case "stranger":
            return ApplicantActor(None, "0" * 64)


def in_state(state: str) -> Application:
    application = b.application()
    Application.objects.filter(pk=application.pk).update(state=state)
    application.refresh_from_db()
    return application


def test_the_table_of_this_test_is_whole():
    assert set(EXPECTED) == set(State.values)
    sides = [side for both in EXPECTED.values() for side in both]
    assert {name for side in sides for name in side} == set(TRANSITIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ACTORS)
@pytest.mark.parametrize("state", State.values)
def test_every_state_transition_and_actor(state, kind):
    application = in_state(state)
    who = actor(kind, application)
    by_staff, by_applicant = EXPECTED[state]
    allowed = {}
    if kind in ("reviewer", "administrator"):
        allowed = by_staff
    elif kind == "owner":
        allowed = by_applicant
    assert {transition.name for transition in available(application, who)} == set(allowed)
    before = Effect.objects.count()
    for name in TRANSITIONS:
        if name in allowed:
            continue
        with pytest.raises(TransitionRefused) as refused:
            perform(application.pk, name, actor=who, **TEXTS)
        assert refused.value.message.endswith("。")
        application.refresh_from_db()
        assert application.state == state
    assert Effect.objects.count() == before
    for name, target in allowed.items():
        Application.objects.filter(pk=application.pk).update(state=state)
        moved = perform(application.pk, name, actor=who, **TEXTS)
        assert moved.state == target
        application.refresh_from_db()
        assert application.state == target
        assert application.events.order_by("-at").first().to_state == target


@pytest.mark.django_db
def test_a_step_leaves_history_audit_and_mail_in_one_piece():
    application = b.application()
    reviewer = b.staff((application.organisation, "reviewer"))
    perform(application.pk, "not_accept", actor=StaffActor(reviewer), **TEXTS)
    event = application.events.get(to_state="not_accepted")
    assert (event.from_state, event.staff, event.actor_type) == ("received", reviewer, "staff")
    assert (event.reason, event.next_step) == (TEXTS["reason"], TEXTS["next_step"])
    entry = Entry.objects.get(action="application.not_accept")
    assert (entry.actor_type, entry.actor_id) == ("staff", str(reviewer.pk))
    assert TEXTS["reason"] not in str(entry.data)
    effect = Effect.objects.get(key=f"notice:{application.pk}:not_accepted")
    assert effect.payload["step"] == str(event.pk)


@pytest.mark.django_db
def test_a_failing_effect_undoes_the_whole_step(monkeypatch):
    application = b.application()
    reviewer = b.staff((application.organisation, "reviewer"))
    monkeypatch.setattr("eforms.applications.telling.effects.enqueue", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        perform(application.pk, "not_accept", actor=StaffActor(reviewer), **TEXTS)
    application.refresh_from_db()
    assert application.state == "received"
    assert application.events.count() == 1
    assert not Entry.objects.filter(action="application.not_accept").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["reason", "next_step"])
def test_not_accepting_needs_a_reason_and_a_next_step(missing):
    application = b.application()
    who = StaffActor(b.staff((application.organisation, "reviewer")))
    for text in ("", " 　\n", "あ" * 2001):
        with pytest.raises(TransitionRefused) as refused:
            perform(application.pk, "not_accept", actor=who, **(TEXTS | {missing: text}))
        assert refused.value.field == missing
        assert "入力してください" in refused.value.message


@pytest.mark.django_db
def test_a_reason_is_kept_only_where_it_is_asked_for():
    application = b.application()
    who = StaffActor(b.staff((application.organisation, "reviewer")))
    perform(application.pk, "start_review", actor=who, **TEXTS)
    event = application.events.get(to_state="under_review")
    assert (event.reason, event.next_step) == (None, None)


@pytest.mark.django_db
def test_the_second_of_two_reviewers_is_told_who_was_first():
    application = b.application()
    place = application.organisation
    first, second = (StaffActor(b.staff((place, "reviewer"))) for _ in range(2))
    perform(application.pk, "start_review", actor=first, seen_state="received")
    with pytest.raises(TransitionRefused, match="ほかの職員が先に「審査中」"):
        perform(application.pk, "start_review", actor=second, seen_state="received")
    # Still allowed from the new state, but it is not what the person saw.
    with pytest.raises(TransitionRefused, match="最新の内容を確かめて"):
        perform(application.pk, "not_accept", actor=second, seen_state="received", **TEXTS)
    with pytest.raises(TransitionRefused, match="すでに「審査中」"):
        perform(application.pk, "start_review", actor=first, seen_state="received")
    perform(application.pk, "withdraw", actor=applicant(application))
    with pytest.raises(TransitionRefused, match="申請者の操作により「取下げ」"):
        perform(application.pk, "finish_review", actor=second, seen_state="under_review")
    assert application.events.count() == 3


@pytest.mark.django_db
def test_strangers_learn_nothing_about_the_state():
    application = in_state("completed")
    there = StaffActor(b.staff((b.organisation("zeimu", "税務課"), "reviewer")))
    with pytest.raises(NotAllowed) as refused:
        perform(application.pk, "start_review", actor=there)
    assert "対応完了" not in refused.value.message


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_the_same_time():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; see the test of the stale state")
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    application = b.application()
    place = application.organisation
    actors = [StaffActor(b.staff((place, "reviewer"))) for _ in range(2)]
    barrier = Barrier(2)

    def act(who_and_name):
        who, name = who_and_name
        barrier.wait()
        try:
            perform(application.pk, name, actor=who, seen_state="received", **TEXTS)
            return "done"
        except TransitionRefused as refused:
            return refused.message
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(act, zip(actors, ("start_review", "not_accept"), strict=True)))
    assert sorted(result == "done" for result in results) == [False, True]
    assert "ほかの職員が先に" in next(result for result in results if result != "done")
    assert application.events.count() == 2


def test_nothing_else_assigns_a_state():
    """Any ``….state = …`` on an application, ``update(state=…)`` or ``Application(state=…)``."""
    root = Path(__file__).parents[3]
    guilty = []
    for room in ("eforms", "home", "procedures", "payments", "site"):
        for path in (root / room).rglob("*.py"):
            name = path.relative_to(root).as_posix()
            if "/migrations/" in name or name == "eforms/applications/transitions.py":
                continue
            if name.startswith("site/outbox/"):
                continue  # effects and mails have states of their own
            guilty += [f"{name}:{line}" for line in _assignments(path.read_text())]
    assert guilty == []


def _assignments(source: str):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
                yield node.lineno
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            names = {keyword.arg for keyword in node.keywords}
            if called in ("update", "Application", "setattr", "bulk_update") and "state" in names:
                yield node.lineno


def test_the_search_for_assignments_finds_them():
    found = list(
        _assignments("a.state = 1\nx.update(state=2)\nApplication(state=3)\nb = a.state\n")
    )
    assert found == [1, 2, 3]
