"""A small slice of the real postal data, and a page with look-ups."""

from django.utils import timezone

import pytest
from bs4 import BeautifulSoup

from eforms.filling import drafts
from eforms.filling.lookups import postal_import
from tests.eforms.filling.conftest import question, schema_document, section, uid, url
from tests.standins.houjin import standin


CODES = (
    "0210005",  # 中里, a part of it named in the note
    "0210102",  # 萩荘, 31 小字
    "0210821",
    "0218501",  # the city hall's own code
    "0210000",  # 以下に掲載がない場合
    "0295501",  # a range of 地割
    "4980000",  # two prefectures
    "5220317",  # a town that is really called 一円
    "4090142",  # …の次に…番地がくる場合
    "1006090",
    "6040955",
)


@pytest.fixture
def postal_data(db):
    """Places of a dozen codes in the table."""
    postal_import.import_all(CODES)


ADDRESS, COMPANY = uid("home"), uid("firm")


def form_with_lookups() -> dict:
    """Return a form of one page: an address, rows of addresses, a company, a text."""
    rows = {
        "id": uid("branches"),
        "type": "group",
        "code": "branches",
        "label": "事業所",
        "help": "",
        "minimum": 2,
        "maximum": 3,
        "row_title": "事業所",
        "show": None,
        "items": [question("address", "branch", "事業所の住所")],
    }
    items = [
        question("address", "home", "住所", required=True),
        rows,
        question("company", "firm", "申請する法人", options={"kana": True}),
        question("short_text", "words", "ひとこと"),
    ]
    return schema_document([section("only", "申請する方", items)])


@pytest.fixture
def draft(make_form, guest):
    """The guest's draft of a form with look-ups."""
    page = make_form(form_with_lookups(), code="lookups")
    return drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())


class Page:
    """The page with look-ups as its owner has it, without a script."""

    def __init__(self, client, draft) -> None:
        self.client, self.draft = client, draft

    def press(self, button: str, value: str, /, **typed: str):
        """Press a look-up's button with these inputs; return the page that comes back."""
        data = typed | {button: value}
        address = url(self.draft, "1/?v=1")
        response = self.client.post(address, data)
        assert response.status_code == 302, response.content.decode()[:500]
        return self.client.get(response["Location"])

    def look_up(self, kind: str, name: str, /, **parts: str):
        """Look something up from a question whose inputs are called ``name``."""
        typed = {f"{name}-{part}": text for part, text in parts.items()}
        return self.press("look_up", f"{kind}:{name}", **typed)

    def take(self, kind: str, name: str, chosen: str | None, /, **parts: str):
        """Choose one of the findings."""
        typed = {f"{name}-{part}": text for part, text in parts.items()}
        if chosen is not None:
            typed[f"found-{name}"] = chosen
        return self.press("look_up_take", f"{kind}:{name}", **typed)


@pytest.fixture
def page(client, draft):
    """See Page."""
    return Page(client, draft)


def soup(response) -> BeautifulSoup:
    """Return a page to look into."""
    return BeautifulSoup(response.content, "html.parser")


def typed(response, name: str) -> dict[str, str]:
    """Return what stands in the inputs of a question, by part, without empty ones."""
    found = {}
    for control in soup(response).select(f"[name^={name}-]"):
        if control.name == "select":
            option = control.select_one("option[selected]")
            text = option.get("value", option.text) if option else ""
        else:
            text = control.get("value", "")
        if text:
            found[control["name"].removeprefix(f"{name}-")] = text
    return found


def said(response, name: str) -> str:
    """Return what the page tells of a look-up."""
    return soup(response).find(id=f"{name}-found").select_one("[role=status]").get_text(" ", True)


def choices(response, name: str) -> list[tuple[str, str]]:
    """Return key and words of what may be chosen."""
    return [
        (radio["value"], radio.find_next("label").get_text(" ", True))
        for radio in soup(response).select(f"[name=found-{name}]")
    ]


@pytest.fixture
def houjin(settings):
    """The stand-in of the National Tax Agency; gives what it is asked."""
    with standin() as (base, asked):
        settings.HOUJIN_API_ID, settings.HOUJIN_API_BASE = "abc1234567890", base
        yield asked
