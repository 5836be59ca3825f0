"""What happens when a form is published: it is checked, compiled and stored as a version."""

from typing import Any

from django.core.exceptions import ValidationError

from eforms.building.checks import page_problems
from eforms.building.codes import clash_message
from eforms.building.compiler import compile_form
from eforms.building.stored import FormCode, FormVersion
from eforms.engine.schema import digest


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

    Runs inside the transaction that published the page. Drafts and applications stay with the
    version they were begun on. The page's code becomes its own for ever.

    Raises:
        ValidationError: another form took the code in this very moment.
    """
    type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
    claim, _made = FormCode.objects.get_or_create(code=page.code, defaults={"page": page})
    if claim.page_id != page.pk:  # somebody was faster by a moment
        raise ValidationError({"code": [clash_message(page.code, page.pk)]})
    schema = compile_form(page)
    sha256 = digest(schema)
    newest = FormVersion.objects.filter(page=page).order_by("-number").first()
    if newest is not None and newest.sha256 == sha256:
        return newest
    return FormVersion.objects.create(
        page=page,
        number=newest.number + 1 if newest else 1,
        schema=schema,
        sha256=sha256,
        published_by=_publisher(page.live_revision),
    )


def _publisher(revision: Any) -> Any:
    """Return who published: the one ``FormPage.publish`` noted, else the revision's author."""
    return getattr(revision, "publisher", None) or revision.user
