"""The pages a site cannot do without: front page, list of procedures, policies, place for forms."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from wagtail.models import Page, Site

from eforms.building.models import FormIndexPage
from home.models import HomePage, StandardPage
from home.policies import policies
from procedures.models import ProcedureIndexPage


PageType = TypeVar("PageType", bound=Page)


@dataclass(frozen=True, slots=True)
class Root:
    """The pages to hang others below: guide pages under ``procedures``, forms under ``forms``."""

    home: HomePage
    procedures: ProcedureIndexPage
    forms: FormIndexPage


@transaction.atomic
def ensure_root(title: str = "一関市オンライン窓口", lead: str = "", notice: str = "") -> Root:
    """Make what is missing and leave alone what is there; may be run any number of times.

    Wagtail's welcome page gives way to the front page, and the default site points to it. The
    navigation and the foot of every page rely on the slugs used here.
    """
    home = HomePage.objects.first() or _front_page(title, lead, notice)
    _point_site_to(home)
    procedures = _child(
        home,
        ProcedureIndexPage,
        "procedures",
        title="手続きを探す",
        summary="オンラインで申請できる手続きと、窓口などでの手続きを案内します。",
    )
    forms = _child(home, FormIndexPage, "forms", title="申請フォーム")
    for slug, fields in policies().items():
        _child(home, StandardPage, slug, **fields)
    return Root(home, procedures, forms)


def _front_page(title: str, lead: str, notice: str) -> HomePage:
    root = Page.get_first_root_node()
    page = HomePage(
        title=title,
        slug="madoguchi",
        lead=lead or "証明書の申請や引っ越しの届け出を、パソコンやスマートフォンから行えます。",
        notice=notice,
    )
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def _point_site_to(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    if welcome is not None and isinstance(welcome.specific, HomePage):
        return
    address = urlsplit(settings.PUBLIC_URL)
    site.root_page = home
    site.site_name = home.title
    site.hostname = address.hostname or site.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    # Only Wagtail's own placeholder goes: a plain page without children.
    if welcome is not None and welcome.specific_class is Page and not welcome.numchild:
        welcome.delete()


def _child(parent: Page, model: type[PageType], slug: str, **fields) -> PageType:
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found is not None:
        return found
    # Fresh, because treebeard keeps the number of children on the object.
    page = Page.objects.get(pk=parent.pk).add_child(instance=model(slug=slug, **fields))
    page.save_revision().publish()
    return page
