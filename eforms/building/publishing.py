"""What happens when a form is published: it is checked, compiled and stored as a version."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from eforms.building.checks import page_problems
from eforms.building.codes import clash_message
from eforms.building.compiler import compile_form
from eforms.building.differences import Change, Severity, differences, severity_of
from eforms.building.stored import (
    FormCode,
    FormVersion,
    PublishChoice,
    VersionPolicy,
    VersionSource,
)
from eforms.building.translations import with_translations
from eforms.engine.schema import digest


# Where nobody was asked (bulk publishing, a workflow, a timer), nobody loses an answer.
DRAFTS_FINISH_WITHIN = timedelta(days=30)


def refuse_unready(page: Any) -> None:
    """Check a form about to be published.

    Raises:
        ValidationError: a dict of field name → messages, each telling what and where.
    """
    problems = page_problems(page)
    if problems:
        raise ValidationError(problems)


def publish_version(page: Any) -> FormVersion:
    """Store the questions of a live FormPage as its newest version, unless they did not change.

    Runs inside the transaction that published the page. Applications stay with the version
    they were sent on; drafts follow by the version's policy. The page's code becomes its own for
    ever.

    Raises:
        ValidationError: another form took the code in this very moment.
    """
    type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
    claim, _made = FormCode.objects.get_or_create(code=page.code, defaults={"page": page})
    if claim.page_id != page.pk:  # somebody was faster by a moment
        raise ValidationError({"code": [clash_message(page.code, page.pk)]})
    schema = with_translations(page, compile_form(page))
    sha256 = digest(schema)
    newest = newest_version(page)
    if newest is not None and newest.sha256 == sha256:
        return newest
    version = FormVersion.objects.create(
        page=page,
        number=newest.number + 1 if newest else 1,
        schema=schema,
        sha256=sha256,
        published_by=_publisher(page.live_revision),
    )
    VersionSource.objects.create(version=version, body=raw_body(page))
    _decide(version, newest, page.live_revision)
    return version


def raw_body(page: Any) -> list[dict[str, Any]]:
    """Return the blocks of a page's body as they are stored, with every id."""
    list(page.body)  # a stream that nobody read yet gives back its raw data
    return list(page.body.get_prep_value())


def pending_changes(page: Any) -> list[Change] | None:
    """Return what publishing a page as it stands would change; None when nothing was published.

    ``page`` may be a revision's object.
    """
    newest = newest_version(page)
    return None if newest is None else differences(newest.schema, compile_form(page))


def newest_version(page: Any) -> FormVersion | None:
    """Return the newest version of a page, with its schema."""
    return FormVersion.objects.filter(page_id=page.pk).order_by("-number").first()


def choose(revision: Any, against: FormVersion, drafts_until: datetime | None) -> None:
    """Note what becomes of running drafts once a revision goes live (None: carried at once)."""
    PublishChoice.objects.update_or_create(
        revision=revision, defaults={"against": against, "drafts_until": drafts_until}
    )


def _decide(version: FormVersion, before: FormVersion | None, revision: Any) -> None:
    """Store what becomes of running drafts; breaking changes take effect as was chosen."""
    severity = severity_of(differences(before.schema, version.schema)) if before else None
    until = _drafts_until(before, revision) if severity == Severity.BREAKING else None
    VersionPolicy.objects.create(version=version, severity=severity or "", drafts_until=until)


def _drafts_until(before: FormVersion | None, revision: Any) -> datetime | None:
    choice = PublishChoice.objects.filter(revision=revision, against=before).first()
    return choice.drafts_until if choice else timezone.now() + DRAFTS_FINISH_WITHIN


def _publisher(revision: Any) -> Any:
    """Return who published: the one ``FormPage.publish`` noted, else the revision's author."""
    return getattr(revision, "publisher", None) or revision.user
