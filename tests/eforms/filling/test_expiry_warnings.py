"""Before a draft expires its owner is told by mail: once, in time, and not without reason."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

import pytest

from eforms.applications.dates import japanese_date
from eforms.filling import drafts, expiry_warnings, writing
from eforms.filling.expiry_warnings import BEFORE, warn
from eforms.models import Draft, FormPage
from outbox.models import Mail
from tests.eforms.filling.conftest import fill, uid


@pytest.fixture
def soon(draft) -> Draft:
    """A draft with something in it that expires in six days."""
    fill(draft, full_name="一関 太郎")
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() + timedelta(days=6))
    return Draft.objects.get(pk=draft.pk)


def test_one_mail_tells_the_date_and_how_to_go_on(soon):
    now = timezone.now()
    assert warn(now) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.event) == ("taro@example.jp", "draft_expiring")
    assert japanese_date(soon.expires_at) in mail.body and "/resume/" in mail.body
    assert "一関 太郎" not in mail.body + mail.subject
    assert warn(now) == warn(now + timedelta(days=1)) == 0
    assert Mail.objects.count() == 1


def test_the_daily_command_does_it(soon):
    out = StringIO()
    call_command("dispose", stdout=out)
    assert "owners told: 1" in out.getvalue()
    call_command("dispose", stdout=StringIO())
    assert Mail.objects.count() == 1


def test_whoever_saved_again_is_warned_of_the_new_end(soon):
    now = timezone.now()
    warn(now)
    writing.keep_unchecked(soon, uid("who"), {}, None, now=now)
    assert warn(now) == 0
    assert warn(now + drafts.KEPT_FOR - timedelta(days=1)) == 1
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("why", ["far", "expired", "sent", "closed", "taken down", "empty"])
def test_nobody_is_troubled_without_reason(soon, why):
    now, own = timezone.now(), Draft.objects.filter(pk=soon.pk)
    match why:
        case "far":
            own.update(expires_at=now + BEFORE + timedelta(minutes=1))
        case "expired":
            own.update(expires_at=now)
        case "sent":
            own.update(submitted_at=now)
        case "closed":
            FormPage.objects.update(accepts_until=now)
        case "taken down":
            FormPage.objects.update(live=False)
        case "empty":
            own.update(revision=0, unchecked=None)
    assert warn(now) == 0
    assert not Mail.objects.exists()


def test_one_that_breaks_does_not_stop_the_rest(soon, form, guest, monkeypatch, caplog):
    other = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    Draft.objects.filter(pk=other.pk).update(expires_at=soon.expires_at, revision=1)
    mail, broken = expiry_warnings.keeping.warn_of_expiry, min(soon.pk, other.pk)

    def breaking(draft, page, *, now):
        if draft.pk == broken:
            raise RuntimeError
        mail(draft, page, now=now)

    monkeypatch.setattr(expiry_warnings.keeping, "warn_of_expiry", breaking)
    assert warn(timezone.now()) == 1
    assert str(broken) in caplog.text
