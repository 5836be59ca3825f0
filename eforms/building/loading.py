"""Forms from data files (YAML, already parsed): made, brought up to date and published.

Everything is known by codes: the same definition gives the same ids on every machine, and loading
it twice changes nothing.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.timezone import is_naive
from django.utils.translation import override

from wagtail.models import Page

from accounts.models import Organisation
from eforms.building.checks import page_problems
from eforms.building.definitions import DefinitionError, body_of, checked_keys
from eforms.building.html import clean_html
from eforms.building.models import FormPage


__all__ = ["DefinitionError", "apply_settings", "save_form"]

TEXTS = (
    "title",
    "contact_name",
    "contact_phone",
    "contact_email",
    "reference_url",
    "fee_text",
    "processing_text",
)
HTML = {"summary": "summary", "documents": "documents_text", "next_steps": "next_steps"}
KINDS = {
    "individual": "for_individuals",
    "corporation": "for_corporations",
    "organization": "for_organizations",
}
TIMES = ("accepts_from", "accepts_until")
# What laws ask of the form; a choice is known by its value.
LEGAL: dict[str, type] = {
    "signature": str,
    "procedure_kind": str,
    "my_number_task": bool,
    "legal_basis": str,
    "retention_days": int,
}
KEYS = {"code", "organisation", "for", "allow_guest", "minutes", "mails", "sections"}
KEYS |= {*TEXTS, *HTML, *TIMES, *LEGAL}


@transaction.atomic
def save_form(parent: Page, definition: dict[str, Any]) -> FormPage:
    """Make or update the form of a definition (format: docs/forms-as-data.md) and publish it.

    Found by its code wherever it stands in the tree; a new one is put under ``parent``. When
    nothing differs from the published form, nothing is written: no revision, no version.

    Raises:
        DefinitionError: the definition is wrong; the message begins with the place in it.
    """
    values, mails = _page_values(definition), _mails(definition)
    page = FormPage.objects.filter(code=values["code"]).first() or FormPage(live=False)
    body = FormPage._meta.get_field("body").to_python(body_of(definition))
    if page.pk and page.live and not _differs(page, values, mails, body):
        return page
    for name, value in values.items():
        setattr(page, name, value)
    page.body = body
    page.slug = page.slug or values["code"]
    if not page.pk:
        parent.add_child(instance=page)
    _set_mails(page, mails)
    _check(page)
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


def apply_settings(page: FormPage, definition: dict[str, Any]) -> None:
    """Set everything but questions, access URL and reception times of a definition on a new form.

    Nothing is saved. The definition's ``code`` may be empty.

    Raises:
        DefinitionError: the definition is wrong; the message begins with the place in it.
    """
    values = _page_values(definition | {"code": definition.get("code") or "-"})
    for name in ("code", *TIMES):
        del values[name]
    for name, value in values.items():
        setattr(page, name, value)
    _set_mails(page, _mails(definition))


def _page_values(definition: dict[str, Any]) -> dict[str, Any]:
    checked_keys(definition, KEYS, "", required=("code", "title", "organisation", "sections"))
    values: dict[str, Any] = {"code": str(definition["code"])}
    values |= {name: _legal(definition, name) for name in LEGAL}
    values |= {name: str(definition.get(name) or "") for name in TEXTS}
    values |= {field: _html(definition.get(name)) for name, field in HTML.items()}
    values |= {name: _time(definition.get(name), name) for name in TIMES}
    kinds = definition.get("for", ["individual"])
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise DefinitionError("for", f"{unknown[0]!r} は {', '.join(KINDS)} のどれでもありません")
    values |= {field: kind in kinds for kind, field in KINDS.items()}
    values["allow_guest"] = bool(definition.get("allow_guest", True))
    values["minutes"] = int(definition.get("minutes", 10))
    values["organisation"] = Organisation.objects.filter(code=definition["organisation"]).first()
    if values["organisation"] is None:
        raise DefinitionError("organisation", f"組織 {definition['organisation']!r} がありません")
    return values


def _legal(definition: dict[str, Any], name: str) -> Any:
    field = FormPage._meta.get_field(name)
    value = definition.get(name)
    if value is None:
        return field.get_default()
    choices = [key for key, _label in field.flatchoices]
    if not isinstance(value, LEGAL[name]) or (choices and value not in choices):
        known = ", ".join(filter(None, choices)) or LEGAL[name].__name__
        raise DefinitionError(name, f"{value!r} は使えません（{known}）")
    return value


def _html(value: Any) -> str:
    if isinstance(value, list):
        value = format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((v,) for v in value))
        )
    return clean_html(value or "")


def _time(value: Any, path: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        moment = None
    if moment is None or is_naive(moment):
        raise DefinitionError(path, "日時は 2026-04-01T09:00:00+09:00 のように書いてください")
    return moment


def _mails(definition: dict[str, Any]) -> dict[str, tuple[str, str]]:
    mails = {}
    for event, mail in (definition.get("mails") or {}).items():
        checked_keys(mail, {"subject", "body"}, f"mails.{event}", required=("subject", "body"))
        mails[event] = (mail["subject"], mail["body"])
    return mails


def _set_mails(page: FormPage, mails: dict[str, tuple[str, str]]) -> None:
    known = {text.event: text for text in page.mail_texts.all()}
    model = page.mail_texts.model
    texts = []
    for event, (subject, body) in mails.items():
        text = known.get(event) or model(event=event)
        text.subject, text.body = subject, body
        texts.append(text)
    page.mail_texts = texts


def _differs(page: FormPage, values: dict[str, Any], mails: dict, body: Any) -> bool:
    stored = {text.event: (text.subject, text.body) for text in page.mail_texts.all()}
    return (
        any(getattr(page, name) != value for name, value in values.items())
        or stored != mails
        or _plain(page.body) != _plain(body)
    )


def _plain(body: Any) -> list:
    """Return a body as JSON with every default written out."""
    list(body)  # a stream that nobody read yet gives back its raw data
    return list(body.get_prep_value())


def _check(page: FormPage) -> None:
    """Clean the page as the editor's screen would, and name the place of what is wrong."""
    with override("ja"):
        try:
            page.full_clean()
        except ValidationError as error:
            place, messages = next(iter(error.message_dict.items()))
            raise DefinitionError(place, " ".join(messages)) from error
        for place, messages in page_problems(page).items():
            raise DefinitionError(place, messages[0])
