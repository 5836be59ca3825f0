"""Writing a draft, under its lock: answers, and what was typed and not accepted yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from eforms.building.models import FormVersion
from eforms.building.versions import schema_of
from eforms.engine.journey import Answers
from eforms.filling import carrying, moved_inputs, reminders
from eforms.filling.drafts import KEPT_FOR
from eforms.filling.half_typed import Unchecked
from eforms.filling.marks import PageMark
from eforms.filling.models import Draft


class DraftGone(Exception):
    """The draft was sent or has expired while something was to be written."""


def keep_unchecked(
    draft: Draft, section_id: str, unchecked: Unchecked, mark: PageMark | None, *, now: datetime
) -> bool:
    """Keep what was typed on a page without accepting it; answers stay as they are.

    Returns False, and writes nothing, when another page has written the section since.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        stored = _locked(draft, now)
        if mark is not None and mark.is_behind(stored, section_id):
            return False
        fields = _carried(stored, draft.version)
        if stored.version_id == draft.version_id:
            stored.unchecked = {**(stored.unchecked or {}), section_id: unchecked}
        else:  # the form was changed in this very moment
            fields = _place(stored, unchecked)
        _save(stored, {*fields, "unchecked"}, now)
    _follow(draft, stored)
    return True


def keep_of_older_page(draft: Draft, typed: Unchecked, *, now: datetime) -> set[str]:
    """Keep what was typed on a page that an earlier version of the form had.

    Each input goes to the page that holds its question now; what has no place is set aside.
    Returns the ids of the pages that got something.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        stored = _locked(draft, now)
        before = stored.unchecked or {}
        _save(stored, {*_carried(stored, draft.version), *_place(stored, typed)}, now)
    _follow(draft, stored)
    after = stored.unchecked or {}
    return {key for key in after if after[key] != before.get(key)}


def _place(stored: Draft, typed: Unchecked) -> list[str]:
    schema = schema_of(stored.version)
    pages, left = moved_inputs.placed(schema, typed, stored.answers)
    stored.unchecked = {**(stored.unchecked or {}), **pages} or None
    if left:
        orphans = stored.orphans or {}
        aside = {**orphans.get("unchecked", {}), **left}
        stored.orphans = {**orphans, "unchecked": aside}
    return ["unchecked", "orphans"]


def write_answers(
    draft: Draft, section_id: str, answers: Answers, mark: PageMark, *, now: datetime
) -> bool:
    """Store answers that passed validation; what was kept unchecked of the section goes.

    ``answers`` were made from ``draft`` as it was read. Returns False, and writes nothing, when
    the draft has changed since: read it again and try again.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        moved = Draft.objects.filter(
            pk=draft.pk, revision=draft.revision, submitted_at=None, expires_at__gt=now
        ).update(revision=draft.revision + 1)
        if not moved:
            _locked(draft, now)
            return False
        stored = _locked(draft, now)
        carried = _settle(stored, draft.version)
        stored.answers = answers
        stored.unchecked = {
            key: value for key, value in (stored.unchecked or {}).items() if key != section_id
        } or None
        stored.writers = {**stored.writers, section_id: [stored.revision, mark.token]}
        section = schema_of(draft.version).section(section_id)
        if section is not None and stored.to_check:
            saw = mark.version in (None, draft.version.number)
            stored.to_check = reminders.without(stored.to_check, section, gone=saw)
        _save(stored, {*carried, "answers", "unchecked", "writers", "to_check"}, now)
    _follow(draft, stored)
    return True


def refresh(draft: Draft) -> None:
    """Read again what other pages may have written; a version it was carried to stays."""
    version = draft.version
    stored = Draft.objects.get(pk=draft.pk)
    _settle(stored, version)
    _follow(draft, stored)
    draft.submitted_at = stored.submitted_at


def _settle(stored: Draft, version: FormVersion) -> tuple[str, ...]:
    """Carry a stored draft to the version that a request works on; return what that changes.

    One that was carried further meanwhile stays there.
    """
    if stored.version_id == version.pk:
        stored.version = version
        return ()
    stored.version = FormVersion.objects.defer("schema").get(pk=stored.version_id)
    stored.version.page = version.page
    if stored.version.number > version.number:
        return ()
    carrying.carry(stored, version)
    return (*carrying.FIELDS, "version")


def _carried(stored: Draft, version: FormVersion) -> tuple[str, ...]:
    """Do the same for a write that leaves answers alone.

    Carrying changes them: whoever read the draft before must find another revision.
    """
    fields = _settle(stored, version)
    if fields:
        stored.revision += 1
        return (*fields, "revision")
    return ()


def _follow(draft: Draft, stored: Draft) -> None:
    for name in ("version", "revision", "writers", "expires_at", *carrying.FIELDS):
        setattr(draft, name, getattr(stored, name))


def _locked(draft: Draft, now: datetime) -> Draft:
    # Without a join: a row whose version another writer changes meanwhile would not be found.
    stored = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if stored is None or stored.submitted_at or stored.expires_at <= now:
        raise DraftGone
    return stored


def _save(stored: Draft, fields: Iterable[str], now: datetime) -> None:
    stored.expires_at = now + KEPT_FOR
    stored.save(update_fields=[*fields, "expires_at", "updated_at"])
