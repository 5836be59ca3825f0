"""The kinds of applicant (S2.3), in the words of the person who chooses."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from eforms.building.models import FormPage


@dataclass(frozen=True)
class Kind:
    """A kind of applicant: as stored, as named, and what it means."""

    value: str
    label: str
    hint: str


KINDS = (
    Kind("individual", gettext_lazy("個人"), gettext_lazy("ご自身やご家族のことで申請する方")),
    Kind(
        "corporation",
        gettext_lazy("法人"),
        gettext_lazy("株式会社など、法人番号のある会社・法人として申請する方"),
    ),
    Kind(
        "organization",
        gettext_lazy("団体"),
        gettext_lazy("自治会やサークルなど、法人番号のない団体として申請する方"),
    ),
)
LABELS = {kind.value: kind.label for kind in KINDS}


def kinds_of(page: FormPage) -> list[Kind]:
    """Return who may apply with a form, in the usual order."""
    allowed = (page.for_individuals, page.for_corporations, page.for_organizations)
    return [kind for kind, yes in zip(KINDS, allowed, strict=True) if yes]
