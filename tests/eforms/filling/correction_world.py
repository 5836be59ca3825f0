"""An application of the library's form under review, its office, and a correction asked for."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from eforms.applications.actors import StaffActor
from eforms.applications.correction_steps import ask
from eforms.applications.corrections import Place
from eforms.applications.models import Application
from eforms.applications.transitions import perform
from eforms.filling.guests import Applicant
from eforms.filling.models import Draft
from tests.eforms.applications import builders as b
from tests.eforms.filling.conftest import prove, uid


EMAIL = "taro@example.jp"
ANSWERS = {
    "full_name": "一関 太郎",
    "contact": "taro@example.jp",
    "wants_children": "no-thanks",
    "remarks": "とくになし",
    "proof": None,
}


def under_review(form, **answers) -> Application:
    """A guest's application of the library's form that somebody has begun to review."""
    given = {uid(code): value for code, value in (ANSWERS | answers).items()}
    application = b.submit(b.draft(form.versions.get(), email=EMAIL, given=given))
    perform(application.pk, "start_review", actor=reviewer(application))
    return Application.objects.get(pk=application.pk)


def reviewer(application) -> StaffActor:
    """A reviewer of the application's department, the same one each time."""
    from accounts.models import User

    known = User.objects.filter(email="shimin-staff@example.jp").first()
    return StaffActor(
        known or b.staff((application.organisation, "reviewer"), email="shimin-staff@example.jp")
    )


def asked(
    application, *codes, words="もう一度ご記入ください。", due_on: date | None = None, now=None
):
    """A correction of the questions with these codes (``code/row`` for one in a row)."""
    places = [Place(uid(code.partition("/")[0]), code.partition("/")[2] or None) for code in codes]
    return ask(
        application.pk,
        actor=reviewer(application),
        items=dict.fromkeys(places, "ここを直してください。"),
        words=words,
        due_on=due_on or timezone.localdate() + timedelta(days=14),
        now=now,
    )


def guest_browser() -> Client:
    """A browser whose address is proven."""
    client = Client()
    prove(client, EMAIL)
    return client


def guest() -> Applicant:
    """The guest who sent it."""
    draft = Draft.objects.filter(citizen=None).first()
    return Applicant(draft.email, draft.email_index)


def address(application, end: str = "") -> str:
    """The address of the correction's pages."""
    return f"/applications/{application.pk}/correction/{end}"
