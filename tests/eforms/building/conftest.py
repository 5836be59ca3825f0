"""A small form of every interesting part, as a definition and as a published page."""

import copy

from wagtail.models import Locale, Page, Site

import pytest

from accounts.models import Organisation
from eforms.building.loading import save_form
from eforms.models import FormIndexPage


DEFINITION = {
    "code": "inu-touroku",
    "title": "犬の登録",
    "organisation": "kankyo",
    "for": ["individual", "corporation"],
    "summary": "<p>飼い犬を<b>登録</b>します。</p>",
    "contact_name": "生活環境課",
    "contact_phone": "0191-21-2111",
    "sections": [
        {
            "code": "applicant",
            "title": "申請する方",
            "items": [
                {"type": "name", "code": "owner", "label": "お名前", "required": True},
                {"type": "yes_no", "code": "agent", "label": "代理の方ですか", "required": True},
                {
                    "type": "short_text",
                    "code": "agent_reason",
                    "label": "代理の理由",
                    "show": {"all": [{"question": "agent", "op": "equals", "value": True}]},
                },
            ],
        },
        {
            "code": "dog",
            "title": "犬について",
            "intro": "<p>1頭ずつ入力します。</p><script>alert(1)</script>",
            "items": [
                {
                    "type": "choice",
                    "code": "count_kind",
                    "label": "何頭ですか",
                    "required": True,
                    "choices": ["1頭", {"label": "2頭以上", "code": "many"}],
                },
                {
                    "type": "group",
                    "code": "dogs",
                    "label": "犬",
                    "row_title": "犬",
                    "minimum": 2,
                    "maximum": 5,
                    "show": {
                        "all": [{"question": "count_kind", "op": "equals", "value": "2頭以上"}]
                    },
                    "items": [
                        {"type": "short_text", "code": "dog_name", "label": "名前"},
                        {"type": "date", "code": "dog_birth", "label": "生年月日"},
                    ],
                },
                {
                    "type": "static_text",
                    "code": "note",
                    "text": '<p onclick="x()">鑑札を<a href="javascript:x">お渡し</a>します。</p>',
                    "show": {"any": [{"question": "count_kind", "op": "equals", "value": "many"}]},
                },
            ],
        },
    ],
}


@pytest.fixture
def definition():
    """Return a definition that the test may change."""
    return copy.deepcopy(DEFINITION)


@pytest.fixture
def organisation(db):
    """Return the department of the definition."""
    return Organisation.objects.create(name="生活環境課", code="kankyo")


@pytest.fixture
def folder(organisation):
    """Return a folder for forms, below the site's root."""
    Locale.objects.get_or_create(language_code="ja")  # a browser test empties the database
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.get_children().first() or root.add_child(instance=Page(title="市", slug="shi"))
    site = Site.objects.first() or Site(hostname="localhost", is_default_site=True)
    site.root_page = home
    site.save()
    return home.add_child(instance=FormIndexPage(title="申請フォーム", slug="forms"))


@pytest.fixture
def form(folder, definition):
    """Return the published form."""
    return save_form(folder, definition)
