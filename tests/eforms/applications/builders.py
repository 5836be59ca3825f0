"""A form, a draft, an application: small and real, for tests of what comes after sending."""

import hashlib
import itertools
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wagtail.models import Locale, Page

from accounts.citizens import email_index
from accounts.models import Membership, Organisation, User
from eforms.applications import files
from eforms.applications.models import Application, Attachment
from eforms.applications.submission import create_application
from eforms.building.models import FormPage, FormVersion
from eforms.engine.schema import digest
from eforms.filling.models import Draft


_numbers = itertools.count(1)

NAME, PURPOSE, OTHER, PAPER, ROWS, ROW_TEXT = (
    str(uuid.UUID(int=number)) for number in range(101, 107)
)
SECTION = str(uuid.UUID(int=100))
CHOICE_OTHER = "other"


def question(id_: str, type_: str, code: str, label: str, **more) -> dict:
    return {"id": id_, "type": type_, "code": code, "label": label, "options": {}} | more


SCHEMA = {
    "schema": 1,
    "title": "住民票の写しの交付申請",
    "applicant_kinds": ["individual"],
    "sections": [
        {
            "id": SECTION,
            "title": "申請する方",
            "items": [
                question(
                    NAME, "name", "applicant", "お名前", required=True, options={"kana": True}
                ),
                question(PURPOSE, "short_text", "purpose", "使用目的"),
                question(
                    OTHER,
                    "short_text",
                    "secret",
                    "その他の目的",
                    show={"all": [{"ref": PURPOSE, "op": "equals", "value": CHOICE_OTHER}]},
                ),
                question(
                    PAPER,
                    "attachment",
                    "paper",
                    "確認書類",
                    options={"extensions": ["pdf"], "max_mb": 5, "max_files": 3},
                ),
                {
                    "id": ROWS,
                    "type": "group",
                    "code": "members",
                    "label": "必要な方",
                    "row_title": "必要な方",
                    "minimum": 0,
                    "maximum": 3,
                    "items": [question(ROW_TEXT, "short_text", "member", "続柄")],
                },
            ],
        }
    ],
}


def organisation(code: str = "shimin", name: str = "市民課") -> Organisation:
    return Organisation.objects.get_or_create(
        code=code, defaults={"name": name, "phone": "0191-21-2111"}
    )[0]


def form(of: Organisation | None = None, **fields) -> FormVersion:
    """A published form with one version."""
    number = next(_numbers)
    page = FormPage(
        title="住民票の写しの交付申請",
        slug=f"form-{number}",
        code=f"form-{number}",
        organisation=of or organisation(),
        processing_text="3〜5営業日",
        **fields,
    )
    _root().add_child(instance=page)
    return FormVersion.objects.create(page=page, number=1, schema=SCHEMA, sha256=digest(SCHEMA))


def _root() -> Page:
    # Tests with real transactions find the tables emptied, the first page too.
    Locale.objects.get_or_create(language_code="ja")
    return Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")


def answers(**more) -> dict:
    name = {"family": "一関", "given": "太郎", "family_kana": "イチノセキ", "given_kana": "タロウ"}
    return {NAME: name, PURPOSE: "年金の手続", PAPER: None, ROWS: []} | more


def draft(version: FormVersion, *, citizen=None, email="taro@example.jp", given=None) -> Draft:
    return Draft.objects.create(
        version=version,
        citizen=citizen,
        email=citizen.email if citizen else email,
        email_index=citizen.email_index if citizen else email_index(email),
        applicant_kind="individual",
        answers=answers() if given is None else given,
        expires_at=timezone.now() + timedelta(days=30),
    )


def submit(a_draft: Draft, now: datetime | None = None) -> Application:
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=a_draft.pk)
        return create_application(draft=locked, now=now or timezone.now())


def application(
    version: FormVersion | None = None, *, now: datetime | None = None, **how
) -> Application:
    return submit(draft(version or form(), **how), now)


def attachment(a_draft: Draft, content: bytes = b"%PDF-1.4 secret", name="戸籍.pdf") -> Attachment:
    kept = Attachment.objects.create(
        draft=a_draft,
        question_id=PAPER,
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    files.save(kept.pk, [content])
    return kept


def file_value(kept: Attachment) -> dict:
    return {
        "id": str(kept.pk),
        "name": kept.name,
        "size": kept.size,
        "content_type": kept.content_type,
        "sha256": kept.sha256,
    }


def staff(*roles: tuple[Organisation, str], email: str | None = None, **fields) -> User:
    """A member of staff who may enter the admin, with roles such as (organisation, "reviewer")."""
    user = User.objects.create_user(email or f"staff{next(_numbers)}@example.jp", "pw", **fields)
    for place, role in roles:
        Membership.objects.create(user=user, organisation=place, role=role)
    return user
