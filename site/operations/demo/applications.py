"""The demo city's applications, made by the same code that receives and reviews real ones.

Each goes from a draft through the whole check, the submission and the transitions, with the clock
set back. Mails: those of the demo citizen are delivered, so that the mailbox shows each kind; the
notices of all others are taken back before the commit – several hundred old mails would bury the
one a visitor waits for.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.citizens import email_index
from accounts.models import Citizen, User
from eforms.applications import correction_steps
from eforms.applications.actors import StaffActor, applicant
from eforms.applications.corrections import Place
from eforms.applications.models import Application, Attachment
from eforms.applications.submission import create_application
from eforms.applications.transitions import perform
from eforms.building.models import FormPage, FormVersion
from eforms.building.versions import current_version, schema_of
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema, Question
from eforms.fields.processing import recheck
from eforms.filling.drafts import KEPT_FOR
from eforms.filling.models import Draft
from eforms.filling.store import DraftStore
from operations.demo import plan
from operations.demo.answers import make_answers
from operations.demo.persona import dates
from outbox.delivery import deliver_all
from outbox.models import Effect, Mail


NAMESPACE = uuid.UUID("a3a7c1f2-8c55-5a7b-9f7e-6d61646f6775")
SAMPLE_FILE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
REFUSALS = (
    (
        "添付された書類の文字が読み取れませんでした。",
        "書類を撮り直して、もう一度申請してください。ご不明な点は担当課へお電話ください。",
    ),
    (
        "本籍が一関市ではないため、証明書を交付できません。",
        "本籍のある市区町村へ申請してください。",
    ),
    (
        "申請する方との関係を確認できませんでした。",
        "関係がわかる戸籍の写しを添えて、もう一度申請してください。窓口でも申請できます。",
    ),
)
# What an office asks for again: answers that are looked up in its own books.
PLAIN = {"name", "address", "company", "short_text", "date", "phone"}
CITIZEN_ANSWERS = {
    "applicant": {
        "family": "一関",
        "given": "太郎",
        "family_kana": "イチノセキ",
        "given_kana": "タロウ",
    },
    "birth_date": "1955-04-01",
    "applicant_address": {
        "postal_code": "0210884",
        "prefecture": "岩手県",
        "city": "一関市",
        "town": "大手町",
        "street": "1-2",
        "building": "",
    },
    "phone": "0191-00-0001",
}


@dataclass(frozen=True)
class _Form:
    version: FormVersion
    schema: FormSchema
    reviewer: StaffActor


def load(pages: dict[str, FormPage], citizen: Citizen) -> int:
    """Make all planned applications in one transaction; return how many (0: they are there)."""
    now = timezone.now()
    planned = plan.applications(now)
    if Application.objects.filter(draft_id__in=[_draft_id(part) for part in planned]).exists():
        return 0
    forms = {code: _form(page) for code, page in pages.items()}
    with transaction.atomic():
        for part in planned:
            _make(part, forms[part.form], citizen)
        _leave_draft(forms["tenshutsu"], citizen, now)
    _deliver(citizen)
    return len(planned)


def _form(page: FormPage) -> _Form:
    version = current_version(page)
    reviewer = User.objects.filter(
        memberships__organisation_id=page.organisation_id, memberships__role="reviewer"
    ).first()
    return _Form(version, schema_of(version), StaffActor(reviewer))


def _make(part: plan.Planned, form: _Form, citizen: Citizen) -> None:
    rng = random.Random(part.seed)  # noqa: S311  (sample data)
    kind = "individual" if part.own else rng.choice(form.schema.applicant_kinds)
    draft = _draft(part, form, kind, citizen)
    store, received = DraftStore(draft), timezone.localdate(part.received_at)
    draft.answers = make_answers(
        form.schema,
        kind,
        rng,
        today=received,
        given=dates(rng, received) | (CITIZEN_ANSWERS if part.own else {}),
        attach=lambda question, row_id: [_file(store, question, row_id)],
    )
    _refuse_incomplete(form.schema, draft, store, received)
    draft.save(update_fields=["answers"])
    application = create_application(draft=draft, now=part.received_at)
    for name, at in part.steps:
        _step(application, name, at, draft, form, rng)
    _set_back(part, draft, application)
    if not part.own:
        Effect.objects.filter(key__startswith=f"notice:{application.pk}:").delete()


def _draft(part: plan.Planned, form: _Form, kind: str, citizen: Citizen) -> Draft:
    email = citizen.email if part.own else f"guest{part.number:03}@example.jp"
    return Draft.objects.create(
        id=_draft_id(part),
        version=form.version,
        citizen=citizen if part.own else None,
        email=email,
        email_index=email_index(email),
        applicant_kind=kind,
        answers={},
        expires_at=part.received_at + KEPT_FOR,
    )


def _refuse_incomplete(schema: FormSchema, draft: Draft, store: DraftStore, today: date) -> None:
    errors = recheck(schema, draft.answers, draft.applicant_kind, store, today=today)
    if errors or not Journey(schema, draft.answers, draft.applicant_kind, today).complete:
        asked = sorted({error.label for error in errors})
        raise RuntimeError(f"{schema.title}: the made-up answers do not pass: {asked}")


def _step(
    application: Application,
    name: str,
    at: datetime,
    draft: Draft,
    form: _Form,
    rng: random.Random,
) -> None:
    if name == "request_correction":
        _ask_correction(application, at, form)
        return
    actor: Any = applicant(draft) if name == "withdraw" else form.reviewer
    reason, next_step = rng.choice(REFUSALS) if name == "not_accept" else ("", "")
    perform(application.pk, name, actor=actor, reason=reason, next_step=next_step, now=at)


def _ask_correction(application: Application, at: datetime, form: _Form) -> None:
    """Ask for the first plain answer anew, for longer than the demo is looked at."""
    asked = next(
        item
        for section in form.schema.sections
        for item in section.items
        if isinstance(item, Question) and item.type in PLAIN and item.id in application.answers
    )
    correction_steps.ask(
        application.pk,
        actor=form.reviewer,
        items={Place(asked.id): "住民票に書かれているとおりに入力してください。"},
        words="入力された内容が、市の記録と一致しませんでした。",
        due_on=timezone.localdate(at) + timedelta(days=60),
        now=at,
    )


def _set_back(part: plan.Planned, draft: Draft, application: Application) -> None:
    """Set the clocks that the database layer winds itself."""
    last = part.steps[-1][1] if part.steps else part.received_at
    begun = part.received_at - timedelta(minutes=12)
    Application.objects.filter(pk=application.pk).update(updated_at=last)
    Draft.objects.filter(pk=draft.pk).update(created_at=begun, updated_at=part.received_at)
    Attachment.objects.filter(application=application).update(created_at=begun)


def _leave_draft(form: _Form, citizen: Citizen, now: datetime) -> None:
    """Leave an unfinished draft of the citizen's, its first page filled in."""
    first = form.schema.sections[0]
    answers = {
        item.id: CITIZEN_ANSWERS[item.code]
        for item in first.items
        if isinstance(item, Question) and item.code in CITIZEN_ANSWERS
    }
    Draft.objects.create(
        version=form.version,
        citizen=citizen,
        email=citizen.email,
        email_index=citizen.email_index,
        applicant_kind="individual",
        answers=answers,
        expires_at=now + KEPT_FOR,
    )


def _deliver(citizen: Citizen) -> None:
    """Send the citizen's mails and date them as their causes were."""
    deliver_all()
    times = {
        (event.application_id, event.to_state): event.at
        for application in Application.objects.filter(citizen=citizen)
        for event in application.events.all()
    }
    for mail in Mail.objects.filter(subject_id__in=[key for key, _ in times]):
        state = "received" if mail.event == "submitted" else mail.event
        at = times.get((mail.subject_id, state))
        if at is not None:
            Mail.objects.filter(pk=mail.pk).update(created_at=at, sent_at=at)


def _file(store: DraftStore, question: Question, row_id: str | None) -> dict[str, Any]:
    return store.keep(question, f"{question.label}.pdf", [SAMPLE_FILE])


def _draft_id(part: plan.Planned) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, str(part.number))
