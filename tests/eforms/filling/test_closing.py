"""Closing an account takes the drafts with their files; applications stay with the city."""

from django.utils import timezone

import pytest

from accounts import registration
from accounts.models import Citizen
from eforms.applications import files
from eforms.applications.models import Application, Attachment
from eforms.filling.models import Draft
from tests.eforms.applications import builders as b
from vault.envelope import VaultError


@pytest.mark.django_db(transaction=True)
def test_drafts_and_their_files_go_and_applications_stay():
    citizen = Citizen.objects.create_citizen("h@example.jp", None, confirmed_at=timezone.now())
    other = Citizen.objects.create_citizen("o@example.jp", None, confirmed_at=timezone.now())
    version = b.form()
    sent = b.draft(version, citizen=citizen)
    stays = b.attachment(sent)
    sent.answers = b.answers(**{b.PAPER: [b.file_value(stays)]})
    sent.save()
    application = b.submit(sent)
    goes = b.attachment(b.draft(version, citizen=citizen))
    others = b.draft(version, citizen=other)

    registration.close(citizen)

    assert list(Draft.objects.all()) == [others]
    assert list(Attachment.objects.all()) == [stays]
    assert b"".join(files.read(stays.pk))
    with pytest.raises(VaultError):
        b"".join(files.read(goes.pk))
    application = Application.objects.get(pk=application.pk)
    assert application.citizen is None
    assert application.email == "h@example.jp"
