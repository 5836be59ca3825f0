"""A small city for tests of pages: guides whose forms are open, not yet, no more, and none."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from wagtail.models import Page, Site

from accounts.models import Organisation
from eforms.building.models import FormPage
from home.models import SiteSettings
from home.seed import ensure_root
from procedures.models import ProcedureIndexPage, ProcedurePage


def add(parent: Page, page: Page) -> Page:
    """Put a page below another; read anew, because treebeard counts children on the object."""
    return Page.objects.get(pk=parent.pk).add_child(instance=page)


def small_city(now: datetime | None = None) -> SimpleNamespace:
    """Create the pages and return them by name."""
    now = now or timezone.now()
    day = timedelta(days=1)
    root = ensure_root(lead="証明書の申請を、ご自宅から行えます。", notice="<p>点検の予定</p>")
    SiteSettings.objects.create(
        site=Site.objects.get(is_default_site=True),
        support_phone="0191-00-0001",
        support_email="support@example.jp",
    )
    office = Organisation.objects.create(
        name="市民課", code="shimin", phone="0191-00-0002 内線 210", location="本庁 1階"
    )
    category = add(
        root.procedures,
        ProcedureIndexPage(title="戸籍・住民票", slug="koseki", summary="住民票の証明書"),
    )
    forms = {
        "open": FormPage(title="開", slug="open", code="open-form", fee_text="1通300円"),
        "ending": FormPage(title="終", slug="ending", code="ending-form", accepts_until=now + day),
        "before": FormPage(title="前", slug="before", code="before-form", accepts_from=now + day),
        "after": FormPage(title="後", slug="after", code="after-form", accepts_until=now - day),
        "closed": FormPage(title="閉", slug="closed", code="closed-form", live=False),
        "none": None,
    }
    guides = {}
    for name, form in forms.items():
        if form is not None:
            form.organisation = office
            add(root.forms, form)
        guides[name] = add(
            category,
            ProcedurePage(
                title=f"手続き {name}",
                slug=name,
                summary="住所や氏名を証明する書類です。",
                who="<ul><li>本人</li></ul>",
                other_ways="<ul><li>窓口：市民課で申請できます。</li></ul>",
                details="<h3>注意</h3><p>くわしい説明です。</p>",
                office=office,
                form=form,
            ),
        )
    return SimpleNamespace(root=root, office=office, category=category, forms=forms, guides=guides)
