"""The demo city's pages: front page, categories, forms and guides. What is there stays."""

from typing import Any, TypeVar

from wagtail.models import Page, Site

from accounts.models import Organisation
from eforms.building.library import ready
from eforms.building.loading import save_form
from eforms.building.models import FormIndexPage, FormPage
from home.models import FeaturedProcedure, HomePage, SiteSettings
from home.seed import Root, ensure_root
from procedures.models import ProcedureIndexPage, ProcedurePage


PageType = TypeVar("PageType", bound=Page)
GUIDE_FIELDS = (
    "title", "summary", "who", "when", "documents", "fee", "processing", "details", "other_ways",
    "legal_basis",
)  # fmt: skip


def load_root(city: dict[str, Any]) -> Root:
    """Return front page and folders, with the site's brand and support desk set."""
    root = ensure_root(**city["home"])
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.get_or_create(site=site, defaults=city["site"])
    return root


def load_forms(folder: FormIndexPage, definitions: list[dict[str, Any]]) -> dict[str, FormPage]:
    """Make or update the forms; return them by code."""
    return {definition["code"]: save_form(folder, definition) for definition in definitions}


def load_library(
    folder: FormIndexPage, wanted: list[dict[str, str]], organisations: dict[str, Organisation]
) -> None:
    """Make forms of ready templates, so that every kind of question can be tried."""
    for part in wanted:
        template, organisation = ready.find(part["template"]), organisations[part["organisation"]]
        if template is None:
            raise LookupError(part["template"])
        own = {
            "code": part["code"],
            "title": template.name,
            "organisation": organisation.code,
            "contact_name": organisation.name,
            "contact_phone": organisation.phone,
        }
        save_form(folder, template.definition | own)


def load_guides(
    city: dict[str, Any],
    guides: list[dict[str, Any]],
    procedures: ProcedureIndexPage,
    organisations: dict[str, Organisation],
    forms: dict[str, FormPage],
) -> None:
    """Make the categories and guide pages that are missing, in the order of the city's lists."""
    by_slug = {guide["slug"]: guide for guide in guides}
    for category in city["categories"]:
        index = _child(procedures, category["slug"]) or _add(
            procedures,
            ProcedureIndexPage(
                **{name: category[name] for name in ("slug", "title", "summary", "icon")}
            ),
        )
        for slug in category["guides"]:
            guide = by_slug[slug]
            if _child(index, slug) is None:
                page = ProcedurePage(
                    slug=slug,
                    office=organisations[guide["office"]],
                    form=forms[guide["form"]],
                    **{name: guide[name] for name in GUIDE_FIELDS if name in guide},
                )
                _add(index, page)


def feature_guides(home: HomePage, slugs: list[str]) -> None:
    """Put guides on the front page, unless some are chosen already."""
    if home.featured_procedures.exists():
        return
    home = HomePage.objects.get(pk=home.pk)  # with its number of children
    guides = {page.slug: page for page in ProcedurePage.objects.descendant_of(home)}
    home.featured_procedures = [FeaturedProcedure(procedure=guides[slug]) for slug in slugs]
    home.save_revision().publish()


def _child(parent: Page, slug: str) -> Page | None:
    found = Page.objects.child_of(parent).filter(slug=slug).first()
    return found.specific if found else None


def _add(parent: Page, page: PageType) -> PageType:
    # Fresh, because treebeard keeps the number of children on the object.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page
