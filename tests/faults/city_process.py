"""city_process.py ADDRESS   put the library's form into an empty city, with a guest known by a
session; print the session's key."""

import sys
import uuid
from datetime import timedelta


def main(address: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from accounts.models import Organisation
    from eforms.engine.schema import digest
    from eforms.filling import codes, guests
    from eforms.models import EmailCode, FormPage, FormVersion
    from tests.eforms.filling.conftest import library_form, root_page

    document = library_form()
    form = root_page().add_child(
        instance=FormPage(
            title=document["title"],
            slug="library",
            code="library",
            organisation=Organisation.objects.create(name="市民課", code="shimin"),
            for_individuals=True,
        )
    )
    FormVersion.objects.create(page=form, number=1, schema=document, sha256=digest(document))
    now = timezone.now()
    code = EmailCode.objects.create(
        id=uuid.uuid4(),
        email=address,
        email_index=codes.email_index(address),
        code_hash="used",
        browser_hash="",
        expires_at=now + timedelta(minutes=15),
        used_at=now,
    )
    session = SessionStore()
    session[guests.SESSION_KEY] = str(code.pk)
    session.save()
    print(session.session_key, flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    main(sys.argv[1])
