"""Every URL of the site × every kind of person, with the expected answer written as data.

Two layers. Whatever pattern is registered, by us or by a package, must have an audience, and the
audience is held: that layer needs no list and sees every new URL. Our own URLs stand in the table
below one by one; an own URL that is not in the table fails as well.
"""

import re
import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

import pytest

from accounts import links, sessions
from accounts.audience import Audience, declared
from accounts.models import Citizen, User
from eforms.applications import actors, deliveries, files, messages
from eforms.applications.handlers import MyNumberHandler
from eforms.applications.models import Attachment
from eforms.building.models import FormPage
from eforms.filling import resume_links
from eforms.review.roles import ensure_groups
from outbox.models import Mail
from tests.addresses import entries
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
PEOPLE = ("anonymous", "owner", "stranger", "shimin", "zeimu", "admin")
OUTSIDE, INSIDE = "203.0.113.9", "127.0.0.1"

# Deliberately without audience: there is one door for staff, and this would be a second.
CLOSED = {"_util/login/"}
# Wagtail's own screens, checked as one audience; what else stands under admin/ is ours.
WAGTAIL = re.compile(
    r"admin/(account|api|block-preview|bulk|choose-[\w-]+|collections|dismissibles|documents"
    r"|editing-sessions|embeds|failwhale|forms|groups|images|jsi18n|locales|login|logout"
    r"|modeladmin|pages|password_reset|redirects|reports|searches|settings|sites|snippets|sprite"
    r"|tag-autocomplete|tags-autocomplete|test404|users|workflows|\.\*)(/|$)|admin/$"
)
OWN_UNDER_WAGTAIL = {"admin/users/<int:pk>/invite/"}
# Answered by the package itself, without a person in it.
PACKAGES = re.compile(r"(documents/|api/|_util/|\^\(\(|\^media/)")

# sign-in: led to the citizens' door · login: to the staff's door · back: Wagtail's "not yours"
# on: a redirect within what was asked · else the status.
#
# owner: the citizen whose draft and application it is; stranger: another citizen; shimin: a
# reviewer of the department of the form; zeimu: one of another department.
TABLE = """
address                                           anonymous owner   stranger shimin  zeimu   admin
account/                                          sign-in   200     200     sign-in sign-in sign-in
account/sign-in/                                  200       on      on      200     200     200
account/sign-out/                                 405       405     405     405     405     405
account/signed-out/                               200       200     200     200     200     200
account/sign-up/                                  200       200     200     200     200     200
account/sign-up/sent/                             200       200     200     200     200     200
account/confirm/{signup}/                         200       200     200     200     200     200
account/confirm/unknown/                          410       410     410     410     410     410
account/registered/                               200       200     200     200     200     200
account/reset/                                    200       200     200     200     200     200
account/reset/sent/                               200       200     200     200     200     200
account/reset/done/                               200       200     200     200     200     200
account/new-password/{reset}/                     200       200     200     200     200     200
account/new-password/{signup}/                    410       410     410     410     410     410
account/export/                                   sign-in   200     200     sign-in sign-in sign-in
account/profile/                                  sign-in   200     200     sign-in sign-in sign-in
account/profile/individual/                       sign-in   200     200     sign-in sign-in sign-in
account/profile/nobody/                           sign-in   404     404     sign-in sign-in sign-in
account/profile/keep/{application}/               sign-in   200     404     sign-in sign-in sign-in
account/email/                                    sign-in   200     200     sign-in sign-in sign-in
account/email/changed/                            200       200     200     200     200     200
account/email/{newmail}/                          200       200     200     200     200     200
account/email/{reset}/                            410       410     410     410     410     410
account/password/                                 sign-in   200     200     sign-in sign-in sign-in
account/devices/                                  sign-in   200     200     sign-in sign-in sign-in
account/close/                                    sign-in   200     200     sign-in sign-in sign-in
account/closed/                                   200       200     200     200     200     200
f/{code}/                                         200       200     200     200     200     200
f/{code}/begin/                                   200       200     200     200     200     200
f/{code}/d/{draft}/                               on        on      404     on      on      on
f/{code}/d/{draft}/1/                             on        200     404     on      on      on
f/{code}/d/{draft}/1/autosave/                    401       405     404     401     401     401
f/{code}/d/{draft}/check/                         on        200     404     on      on      on
f/{code}/d/{draft}/stop/                          on        on      404     on      on      on
f/{code}/d/{draft}/stay/                          401       405     404     401     401     401
f/{code}/d/{draft}/kept/                          on        200     404     on      on      on
f/{code}/d/{draft}/files/{draftfile}/             on        200     404     on      on      on
f/{code}/d/{draft}/1/files/                       401       405     404     401     401     401
f/{code}/d/{draft}/files/{draftfile}/remove/      401       405     404     401     401     401
f/{code}/d/{sent}/sent/                           on        200     404     on      on      on
f/{code}/d/{uuid}/                                on        404     404     on      on      on
resume/sent/                                      200       200     200     200     200     200
resume/{resumelink}/                              on        on      200     on      on      on
resume/unknown/                                   410       410     410     410     410     410
guest/                                            200       200     200     200     200     200
guest/number/                                     200       200     200     200     200     200
guest/leave/                                      405       405     405     405     405     405
guest/{uuid}/                                     on        on      on      on      on      on
applications/                                     200       200     200     200     200     200
applications/join/                                sign-in   200     200     sign-in sign-in sign-in
applications/{application}/                       on        200     404     on      on      on
applications/{application}/withdraw/              on        200     404     on      on      on
applications/{application}/files/{file}/          on        200     404     on      on      on
applications/{application}/again/                 on        200     404     on      on      on
applications/{application}/copy/                  on        200     404     on      on      on
applications/{application}/slip/                  on        200     404     on      on      on
applications/{application}/correction/            on        on      404     on      on      on
applications/{application}/correction/check/      on        on      404     on      on      on
applications/{application}/messages/              on        200     404     on      on      on
applications/{application}/messages/{messagefile}/ on       200     404     on      on      on
applications/{application}/documents/{delivery}/  on        405     404     on      on      on
applications/{uuid}/                              on        404     404     on      on      on
healthz                                           200       200     200     200     200     200
readyz                                            404       404     404     404     404     404
demo/mailbox/                                     404       404     404     404     404     404
demo/mailbox/{mail}/                              404       404     404     404     404     404
display/                                          405       405     405     405     405     405
styleguide/                                       200       200     200     200     200     200
admin/applications/                               login     login   login   200     200     200
admin/applications/results/                       login     login   login   200     200     200
admin/applications/inspect/{application}/         login     login   login   200     404     200
admin/applications/act/{application}/not_accept/  login     login   login   200     404     200
admin/applications/correction/{application}/      login     login   login   on      404     on
admin/applications/messages/{application}/        login     login   login   200     404     200
admin/applications/deliver/{application}/         login     login   login   200     404     200
admin/applications/office-file/{application}/{messagefile}/ login login login 200 404     200
admin/applications/file/{application}/{file}/     login     login   login   200     404     200
admin/applications/export/                        login     login   login   405     405     405
admin/applications/my-number/{application}/{uuid}/ login    login   login   back    404     back
admin/my-number-handlers/                         login     login   login   back    back    200
admin/my-number-handlers/results/                 login     login   login   back    back    200
admin/my-number-handlers/new/                     login     login   login   back    back    200
admin/my-number-handlers/delete/{handler}/        login     login   login   back    back    200
admin/mails/                                      login     login   login   200     200     200
admin/mails/inspect/{mail}/                       login     login   login   200     404     200
admin/mails/resend/{mail}/                        login     login   login   405     404     405
admin/form-mails/{page}/                          login     login   login   back    back    200
admin/form-versions/{page}/                       login     login   login   back    back    200
admin/form-versions/{page}/compare/               login     login   login   back    back    200
admin/form-versions/{page}/1/                     login     login   login   back    back    200
admin/form-versions/{page}/1/pages/1/             login     login   login   back    back    200
admin/form-versions/{page}/1/restore/             login     login   login   back    back    on
admin/form-versions/{page}/publish/1/             login     login   login   back    back    404
admin/form-translations/{page}/en/                login     login   login   back    back    200
admin/form-templates/                             login     login   login   back    back    200
admin/form-templates/load/                        login     login   login   back    back    200
admin/form-templates/inquiry/                     login     login   login   back    back    200
admin/form-templates/keep/{page}/                 login     login   login   back    back    200
admin/form-templates/write/{page}/                login     login   login   back    back    200
admin/form-templates/insert/{page}/               login     login   login   back    back    200
admin/form-templates/inquiry/delete/              login     login   login   405     405     405
admin/form-tryout/{page}/                         login     login   login   back    back    200
admin/form-tryout/new/{folder}/                   login     login   login   back    back    200
admin/form-checks/{page}/                         login     login   login   back    back    200
admin/form-checks/new/{folder}/                   login     login   login   back    back    200
admin/users/{user}/invite/                        login     login   login   back    back    200
admin/organisations/                              login     login   login   back    back    200
admin/organisations/results/                      login     login   login   back    back    200
admin/organisations/new/                          login     login   login   back    back    200
admin/organisations/edit/{department}/            login     login   login   back    back    200
admin/organisations/delete/{department}/          login     login   login   back    back    200
admin/organisations/history/{department}/         login     login   login   back    back    200
admin/organisations/history-results/{department}/ login     login   login   back    back    200
admin/organisations/usage/{department}/           login     login   login   back    back    200
admin/organisations/copy/{department}/            login     login   login   back    back    200
api/v2/pages/                                     200       200     200     200     200     200
api/v1/openapi.json                               200       200     200     200     200     200
api/v1/forms/{code}                               200       200     200     200     200     200
api/v1/postal-codes/021-8501                      200       200     200     200     200     200
api/v1/applications/{application}                 401       401     401     401     401     401
api/v1/applications/{application}/correction      401       401     401     401     401     401
api/v1/applications/{application}/messages        401       401     401     401     401     401
_util/login/                                      404       404     404     404     404     404
no-such-page/                                     404       404     404     404     404     404
"""


class World:
    """One citizen's draft and application at the 市民課, and everybody who may look."""

    def __init__(self) -> None:
        here, there = b.organisation(), b.organisation("zeimu", "税務課")
        groups = ensure_groups()
        self.owner = _citizen("owner@example.jp")
        self.stranger = _citizen("stranger@example.jp")
        self.shimin = b.staff((here, "reviewer"), email="shimin@example.jp")
        self.zeimu = b.staff((there, "reviewer"), email="zeimu@example.jp")
        for user in (self.shimin, self.zeimu):
            user.groups.add(groups["reviewer"])
        self.admin = User.objects.create_superuser("admin@example.jp", "x")
        version = b.form(here)
        sent = b.draft(version, citizen=self.owner)
        kept = b.attachment(sent)
        sent.answers = b.answers(**{b.PAPER: [b.file_value(kept)]})
        sent.save()
        application = b.submit(sent)
        draft = b.draft(version, citizen=self.owner)
        mail = Mail.objects.create(
            key="matrix",
            event="submitted",
            subject_id=application.pk,
            to="owner@example.jp",
            subject="受付",
            body="受付",
            state=Mail.State.FAILED,
        )
        owner = actors.applicant(application)
        messages.send(
            application.pk,
            actor=owner,
            text="お尋ねします。",
            key=uuid.uuid4(),
            files=[_new_file("写し.pdf")],
        )
        delivered, _new = deliveries.deliver(
            application.pk,
            actor=actors.StaffActor(self.shimin),
            title="通知書",
            until=timezone.localdate() + timedelta(days=30),
            file=_new_file("通知書.pdf"),
            key=uuid.uuid4(),
        )
        self.names = {
            "messagefile": Attachment.objects.get(message__isnull=False).pk,
            "delivery": delivered.pk,
            "code": FormPage.objects.get(pk=version.page_id).code,
            "page": version.page_id,
            "folder": version.page.get_parent().pk,
            "draft": draft.pk,
            "sent": sent.pk,
            "draftfile": b.attachment(draft).pk,
            "application": application.pk,
            "file": kept.pk,
            "mail": mail.pk,
            "department": here.pk,
            "handler": MyNumberHandler.objects.create(page=version.page, user=self.zeimu).pk,
            "user": User.objects.create_user("invited@example.jp").pk,
            "resumelink": resume_links.make(draft, now=timezone.now())
            .rstrip("/")
            .rpartition("/")[2],
            "signup": links.issue(
                links.SIGN_UP, payload={"email": "new@example.jp", "password": "x", "next": ""}
            ),
            "reset": links.issue(links.RESET, citizen=self.owner, payload={}),
            "newmail": links.issue(
                links.EMAIL, citizen=self.owner, payload={"email": "new@example.jp"}
            ),
            "uuid": "00000000-0000-4000-8000-000000000000",
        }

    def client(self, person: str) -> Client:
        """Return the browser of a person, outside of our networks."""
        client = Client(REMOTE_ADDR=OUTSIDE, raise_request_exception=False)
        if person in ("owner", "stranger"):
            response = HttpResponse()
            sessions.sign_in(HttpRequest(), response, getattr(self, person))
            client.cookies["citizen_session"] = response.cookies["citizen_session"].value
        elif person != "anonymous":
            client.force_login(getattr(self, person))
        return client


def _new_file(name: str) -> messages.NewFile:
    return messages.NewFile(files.save(None, [b"%PDF-1.4 written"]), name, "application/pdf")


def _citizen(email: str) -> Citizen:
    return Citizen.objects.create_citizen(email, None, confirmed_at=timezone.now())


@pytest.fixture
def world(db):
    return World()


def outcome(response) -> str:
    """Return the word of the table for an answer."""
    target = response.headers.get("Location", "")
    if response.status_code not in (301, 302):
        return str(response.status_code)
    if target.startswith("/account/sign-in/"):
        return "sign-in"
    if target.startswith("/admin/login/"):
        return "login"
    return "back" if target == "/admin/" else "on"


def rows() -> dict[str, dict[str, str]]:
    """Return the table: {address template: {person: outcome}}."""
    _, *lines = TABLE.strip().splitlines()
    cells = [line.split() for line in lines if line.strip()]
    return {address: dict(zip(PEOPLE, expected, strict=True)) for address, *expected in cells}


def is_own(route: str) -> bool:
    """Tell whether a route is one of ours, to be in the table."""
    if route in OWN_UNDER_WAGTAIL:
        return True
    return not (WAGTAIL.match(route) or PACKAGES.match(route) or route in CLOSED)


def test_every_url_has_an_audience():
    undeclared = {e.route for e in entries() if declared(e.view, e.route) is None}
    assert undeclared == CLOSED


def test_every_own_url_is_in_the_table(world):
    listed = {resolve(f"/{address.format(**world.names)}").route for address in rows()}
    assert {e.route for e in entries() if is_own(e.route)} - listed == set(), "add these to TABLE"


@pytest.mark.parametrize("person", PEOPLE)
def test_our_urls_answer_as_the_table_says(world, person):
    client = world.client(person)
    wrong = [
        f"{address}: {found}, expected {expected[person]}"
        for address, expected in rows().items()
        for found in [outcome(client.get("/" + address.format(**world.names)))]
        if found != expected[person]
    ]
    assert not wrong, "\n".join(wrong)


def _samples(world: World) -> dict:
    numbers = (
        "pk page_id parent_page_id object_id page_to_move_id page_to_copy_id destination_id "
        "document_id image_id revision_id workflow_id user_id id"
    )
    return {
        **dict.fromkeys(numbers.split(), world.names["page"]),
        "instance_pk": world.names["mail"],
        "content_type_app_name": "eforms",
        "content_type_model_name": "formpage",
        "app_label": "eforms",
        "app_name": "home",
        "model_name": "sitesettings",
        "action": "delete",
        "action_name": "publish",
        "uidb64": "x",
        "token": "x",
    }


def _staff_addresses(world: World) -> list[str]:
    found = []
    for entry in entries():
        if declared(entry.view, entry.route) is Audience.STAFF and "failwhale" not in entry.route:
            address = entry.address(_samples(world))
            if address:
                found.append(address)
    return found


@pytest.mark.parametrize("person", ["anonymous", "owner"])
def test_nothing_of_the_admin_answers_those_who_are_not_staff(world, person):
    client = world.client(person)
    addresses = _staff_addresses(world)
    assert len(addresses) > 120
    answers = {
        (method, address): outcome(getattr(client, method)(address))
        for address in addresses
        for method in ("get", "post")
    }
    assert {key for key, found in answers.items() if found != "login"} == set()


def test_no_screen_of_the_admin_breaks(world):
    client = world.client("admin")
    answers = {address: client.get(address).status_code for address in _staff_addresses(world)}
    assert {address for address, status in answers.items() if status >= 500} == set()
    assert list(answers.values()).count(200) > 50


def test_machines_are_answered_on_our_networks_only(world):
    for entry in entries():
        if declared(entry.view, entry.route) is not Audience.MACHINE:
            continue
        client = world.client("admin")
        assert client.get(entry.address()).status_code == 404
        assert client.get(entry.address(), REMOTE_ADDR=INSIDE).status_code == 200
