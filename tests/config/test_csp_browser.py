"""The whole admin in Chromium under the site's policy: nothing blocked, nothing broken."""

from django.urls import reverse

from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

import pytest

from accounts.models import Membership, Organisation, User
from eforms.building.models import FormIndexPage, FormPage
from home.models import HomePage
from procedures.models import ProcedureIndexPage, ProcedurePage
from tests.addresses import entries
from tests.browser import chromium


pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SECRET = "kurikoma-yama 2026"
# Seen by the page itself, whatever the browser writes to its console.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(
        [event.effectiveDirective, event.blockedURI, event.sourceFile, event.sample].join(" ")
    );
});
"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def city(transactional_db):
    """A small city: pages of each kind, an image, a department with a member, staff."""
    Locale.objects.get_or_create(language_code="ja")
    Collection.objects.first() or Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title="一関市", slug="ichinoseki"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    department = Organisation.objects.create(name="市民課", code="shimin")
    admin = User.objects.create_superuser("admin@example.jp", SECRET, last_name="管理")
    Membership.objects.create(user=admin, organisation=department, role="reviewer")
    forms = home.add_child(instance=FormIndexPage(title="申請フォーム", slug="forms"))
    guides = home.add_child(instance=ProcedureIndexPage(title="手続き", slug="procedures"))
    form = forms.add_child(
        instance=FormPage(title="申請", slug="f", code="juminhyo", organisation=department)
    )
    guide = guides.add_child(
        instance=ProcedurePage(title="住民票", slug="p", summary="写し", form=form)
    )
    image = Image.objects.create(title="庁舎", file=get_test_image_file())
    return {
        "home": home,
        "forms": forms,
        "guides": guides,
        "form": form,
        "guide": guide,
        "image": image,
        "department": department,
        "admin": admin,
    }


@pytest.fixture
def window(browser, city, live_server, settings):
    """A window, signed in through the form, that collects what goes wrong."""
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="ja-JP")
    context.add_init_script(WATCH)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(f"{page.url} {error}"))
    page.on(
        "console",
        lambda message: (
            page.problems.append(f"{page.url} {message.text}") if message.type == "error" else None
        ),
    )
    outside = lambda request: not request.url.startswith((live_server.url, "data:", "blob:"))  # noqa: E731
    page.on(
        "request",
        lambda request: (
            page.problems.append(f"outside call {request.url}") if outside(request) else None
        ),
    )
    page.goto(f"{live_server.url}/admin/")
    page.fill("[name=username]", "admin@example.jp")
    page.fill("[name=password]", SECRET)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def editors(city) -> list[str]:
    """Return the addresses of the editors of what the city has."""
    return [
        *[reverse("wagtailadmin_pages:edit", args=[city[x].pk]) for x in ("home", "form", "guide")],
        *[reverse("wagtailadmin_explore", args=[city[x].pk]) for x in ("home", "form")],
        *[
            reverse("wagtailadmin_pages:add", args=[app, model, city[parent].pk])
            for app, model, parent in (
                ("eforms", "formpage", "forms"),
                ("procedures", "procedurepage", "guides"),
            )
        ],
        reverse("wagtailadmin_pages:history", args=[city["form"].pk]),
        reverse("wagtailadmin_pages:delete", args=[city["guide"].pk]),
        reverse("wagtailadmin_pages:copy", args=[city["guide"].pk]),
        reverse("wagtailadmin_pages:usage", args=[city["form"].pk]),
        reverse("wagtailadmin_pages:move", args=[city["guide"].pk]),
        reverse("wagtailimages:edit", args=[city["image"].pk]),
        reverse("wagtailusers_users:edit", args=[city["admin"].pk]),
        reverse("wagtailusers_groups:add"),
        reverse("organisations:edit", args=[city["department"].pk]),
        reverse("wagtailsettings:edit", args=["home", "sitesettings"]),
    ]


def plain_addresses() -> list[str]:
    """Return every page of the admin that needs no arguments."""
    return sorted(set(_without_arguments()))


def _without_arguments():
    for entry in entries():
        address = entry.address()
        if address and address.startswith("/admin/") and "logout" not in address:
            yield address


def html_of(window, live_server, address) -> bool:
    """Tell whether an address answers a page of HTML to a plain GET."""
    answer = window.request.get(live_server.url + address, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and is_html and "<body" in answer.text()


def test_no_admin_page_breaks_the_policy(window, city, live_server):
    seen = []
    plain = [page for page in plain_addresses() if html_of(window, live_server, page)]
    for address in plain + editors(city):
        window.goto(live_server.url + address)
        window.wait_for_load_state("networkidle")
        window.problems += [f"{address} {found}" for found in window.evaluate("violations")]
        seen.append(window.url)
    assert len(seen) > 50
    # Settings of a site get their number in the address; nothing else leads elsewhere.
    assert [url for url in seen if url.endswith("/admin/")] == [live_server.url + "/admin/"]
    assert not window.problems, "\n".join(window.problems)


def test_widgets_work_under_the_policy(window, city, live_server):
    edit = reverse("organisations:edit", args=[city["department"].pk])
    window.goto(live_server.url + edit)
    before = window.locator("[name^=memberships-][name$=-user]").count()
    window.click("#id_memberships-ADD")
    assert window.locator("[name^=memberships-][name$=-user]").count() == before + 1

    new = reverse("wagtailadmin_pages:add", args=["procedures", "procedurepage", city["guides"].pk])
    window.goto(live_server.url + new)
    window.wait_for_load_state("networkidle")
    window.locator(".unchosen:visible [data-chooser-action-choose]").first.click()
    window.locator(".modal-dialog:visible").wait_for()
    assert not window.evaluate("violations")
    assert not window.problems, window.problems


def test_an_injected_script_stays_blocked(window, city, live_server):
    """The policy must not have been loosened: what is not Wagtail's own must not run."""
    address = live_server.url + reverse("wagtailadmin_pages:edit", args=[city["guide"].pk])

    def inject(route):
        answer = route.fetch()
        evil = "<script>window.ran = 1; alert(1)</script><img src=x onerror='window.ran = 2'>"
        route.fulfill(response=answer, body=answer.text().replace("</body>", evil + "</body>"))

    window.route(address, inject)
    window.goto(address)
    window.wait_for_load_state("networkidle")
    assert window.evaluate("window.ran") is None
    assert len(window.evaluate("violations")) >= 2
