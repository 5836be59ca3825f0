"""Pages that were made from an earlier version of the form, when they come back.

A page says in its address (``?v=3``) from which version it was made, because the places of
sections in addresses are those of that version.
"""

from typing import Any

from django.http import Http404

from eforms.building.differences import Severity, differences, severity_of
from eforms.building.stored import FormVersion
from eforms.building.versions import schema_of
from eforms.engine.schema import FormSchema, Section
from eforms.fields.rows import Typed
from eforms.filling import half_typed, marks, saving, writing
from eforms.filling.visits import DraftVisit


def section_at(schema: FormSchema, number: int) -> Section:
    """Return the section at a place, from 1.

    Raises:
        Http404: there is none.
    """
    if not 1 <= number <= len(schema.sections):
        raise Http404
    return schema.sections[number - 1]


def page_sent(visit: DraftVisit, number: int, address: str) -> tuple[Section, bool]:
    """Return the section that a page which was sent is about, and whether it can be taken.

    ``address`` is the version in the page's address, empty for the draft's own. A page can be taken
    when its questions are the same now but for looks; otherwise the section is as the page had it.

    Raises:
        Http404: there is no such version or section.
    """
    version, made_on = visit.draft.version, marks.number_of(address)
    if made_on in (None, version.number):
        return section_at(visit.schema, number), True
    older = FormVersion.objects.filter(page_id=version.page_id, number=made_on).first()
    if older is None:
        raise Http404
    shown = section_at(schema_of(older), number)
    now = visit.schema.section(shown.id)
    if now is None or not _same(shown, now, older, version):
        return shown, False
    return now, True


def _same(shown: Section, now: Section, older: FormVersion, newer: FormVersion) -> bool:
    if {item.id for item in shown.items} != {item.id for item in now.items}:
        return False
    ids = _ids(shown) | _ids(now)
    changes = [change for change in differences(older.schema, newer.schema) if change.item in ids]
    return severity_of(changes) in (None, Severity.COSMETIC)


def _ids(section: Section) -> set[str]:
    found = {section.id}
    for item in section.items:
        found |= {item.id, *(inner.id for inner in getattr(item, "items", ()))}
    return found


def keep(visit: DraftVisit, shown: Section, data: Any, files: Any = None) -> Section | None:
    """Keep everything that such a page brought; return the page to go to, None for the check.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    typed = half_typed.known_inputs(data.lists(), shown)
    for section in visit.schema.sections if files else ():
        typed |= _files(visit, section, data, files)
    places = writing.keep_of_older_page(visit.draft, typed, now=visit.now)
    journey = visit.journey
    order = [section for section in journey.sections if section.id in places]
    found = next((section for section in order if journey.may_visit(section.id)), None)
    return found or journey.first_gap()


def _files(visit: DraftVisit, section: Section, data: Any, files: Any) -> Typed:
    """Return the inputs of a page's questions for files, with what came now among the kept ones."""
    typed = saving.typed(visit.draft, visit.schema, section, data, files)
    return {name: values for name, values in typed.items() if name.endswith("-kept")}
