"""Nothing of another department's application is shown, whatever address is typed."""

import uuid

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from wagtail.models import ModelLogEntry, ReferenceIndex

import pytest

from eforms.applications.actors import StaffActor
from eforms.applications.models import Application
from eforms.applications.states import TRANSITIONS
from eforms.applications.transitions import perform
from eforms.review.viewset import application_viewset
from outbox import delivery
from outbox.models import Mail
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
QUERIES = ["", "?export=csv", "?export=xlsx", "?q=R08", "?state=not_accepted"]
SECRETS = ("一関 太郎", "年金の手続", "taro@example.jp", "戸籍.pdf", "足りないので")


@pytest.fixture
def foreign(there):
    """An application of another department with everything: file, history, reason, mails."""
    draft = b.draft(b.form(there))
    kept = b.attachment(draft)
    draft.answers = b.answers(**{b.PAPER: [b.file_value(kept)]})
    draft.save()
    application = b.submit(draft)
    who = StaffActor(b.staff((there, "reviewer")))
    perform(application.pk, "not_accept", actor=who, reason="足りないので", next_step="再申請を。")
    delivery.deliver_all()
    application.kept = kept
    return application


def admin_addresses(application: Application) -> list[str]:
    """Every admin address of the desk, the ledger and the preview, about one application."""
    kept, mail = application.kept, Mail.objects.filter(subject_id=application.pk).first()
    listed = []
    for pattern in application_viewset.get_urlpatterns():
        arguments = {
            "index": [[]],
            "index_results": [[]],
            "export": [[]],
            "inspect": [[application.pk]],
            "act": [[application.pk, name] for name in TRANSITIONS],
            "file": [[application.pk, kept.pk]],
            "correction": [[application.pk]],
            "messages": [[application.pk]],
            "deliver": [[application.pk]],
            "office_file": [[application.pk, kept.pk]],
            "reveal": [[application.pk, uuid.uuid4()]],
        }[pattern.name]
        listed += [reverse(f"desk:{pattern.name}", args=each) for each in arguments]
    listed += [reverse("mails_modeladmin_index")]
    listed += [
        reverse(f"mails_modeladmin_{action}", args=[mail.pk]) for action in ("inspect", "resend")
    ]
    listed += [reverse("form_mail_preview", args=[application.page_id])]
    return listed


def about_the_admin() -> list[str]:
    """Wagtail's pages that might tell of anything at all."""
    return ["/admin/", "/admin/reports/site-history/", "/admin/reports/site-history/results/"]


def rooms_patterns() -> set[str]:
    """The names of all admin addresses that these rooms register."""
    found = set()

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                if route.lstrip("^").startswith(
                    ("admin/applications/", "admin/^mails/", "admin/form-mails/")
                ):
                    found.add(pattern.name)
            else:
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns)
    return found


def test_the_addresses_of_this_test_are_all_there_are():
    assert rooms_patterns() == {
        "index", "index_results", "export", "inspect", "act", "file", "reveal",
        "correction", "messages", "deliver", "office_file",
        "mails_modeladmin_index", "mails_modeladmin_inspect", "mails_modeladmin_resend",
        "form_mail_preview",
    }  # fmt: skip
    for name in ("add", "edit", "delete", "copy", "history", "usage"):
        with pytest.raises(NoReverseMatch):
            reverse(f"desk:{name}", args=[uuid.uuid4()])


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "query", ["", "?export=csv", "?export=xlsx", "?q=R08", "?state=not_accepted"]
)
def test_another_departments_reviewer_sees_nothing(client, sign_in, here, foreign, method, query):
    b.application(b.form(here), email="mine@example.jp", given=b.answers(**{
        b.NAME: {"family": "千葉", "given": "花", "family_kana": "チバ", "given_kana": "ハナ"},
        b.PURPOSE: "進学",
    }))  # fmt: skip
    sign_in((here, "reviewer"))
    secrets = (*SECRETS, foreign.receipt_number)
    events = foreign.events.count()
    for address in admin_addresses(foreign) + about_the_admin():
        response = getattr(client, method)(
            address + query, {} if method == "get" else {"reason": "x", "next_step": "y"}
        )
        body = response.getvalue().decode(errors="replace")
        if str(foreign.pk) in address:
            assert response.status_code == 404, address
        for secret in secrets:
            assert secret not in body, (address, secret)
    assert foreign.events.count() == events
    foreign.refresh_from_db()
    assert foreign.state == "not_accepted"


def test_ones_own_reviewer_sees_it_at_the_same_addresses(client, sign_in, there, foreign):
    """The test above would pass on an empty desk; this shows that there is something to hide."""
    sign_in((there, "reviewer"))
    shown = ""
    for address in admin_addresses(foreign):
        shown += client.get(address, follow=True).getvalue().decode(errors="replace")
    for secret in (*SECRETS, foreign.receipt_number):
        assert secret in shown, secret


@pytest.mark.parametrize("kind", ["nobody", "no_membership", "inactive", "editor"])
def test_others_do_not_get_in(client, groups, foreign, there, kind):
    if kind == "no_membership":
        user = b.staff()
        user.groups.add(groups["reviewer"])
        client.force_login(user)
    elif kind == "inactive":
        user = b.staff((there, "reviewer"))
        user.groups.add(groups["reviewer"])
        client.force_login(user)
        user.is_active = False
        user.save()
    elif kind == "editor":
        user = b.staff((there, "reviewer"))
        user.groups.add(groups["editor"])
        client.force_login(user)
    for address in admin_addresses(foreign):
        response = client.get(address)
        body = response.getvalue().decode(errors="replace")
        for secret in (*SECRETS, foreign.receipt_number):
            if kind == "editor" and "form-mails" in address:
                secret = foreign.receipt_number  # the samples of the preview are made up
            assert secret not in body, (address, secret)


def test_wagtails_own_books_hold_nothing_of_it(client, sign_in, there, foreign):
    user = sign_in((there, "reviewer"))
    client.get(reverse("desk:inspect", args=[foreign.pk]))
    client.post(reverse("desk:act", args=[foreign.pk, "complete"]))
    assert not ModelLogEntry.objects.filter(content_type__app_label="eforms").exists()
    labels = ModelLogEntry.objects.values_list("label", flat=True)
    assert not any(foreign.receipt_number in label for label in labels)
    for name in ("Application", "ApplicationEvent", "Attachment"):
        model = apps.get_model("eforms", name)
        assert (
            not ReferenceIndex.model_is_indexable(model)
            or not ReferenceIndex.objects.filter(base_content_type__model=name.lower()).exists()
        )
    assert not ReferenceIndex.objects.filter(content_type__app_label__in=["outbox"]).exists()
    assert user.pk
