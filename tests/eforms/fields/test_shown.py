"""Headings, notices, pictures, reasons to stop: what editors must give, and how it looks."""

import pytest
from bs4 import BeautifulSoup

from eforms.fields import registry
from eforms.fields.base import View
from tests.eforms.fields.samples import question


def render(asked, **values):
    html = registry.get(asked.type).render(asked, View(f"q-{asked.id}", {}, **values))
    return BeautifulSoup(html, "html.parser")


def problems(kind, **value):
    return dict(registry.get(kind).option_problems(value))


def test_a_heading_has_a_level_and_needs_words():
    page = render(question("heading", label="住所", level=3))
    assert page.find("h3").get_text() == "住所"
    assert problems("heading", label=" ") == {"label": "見出しを入力してください"}
    assert problems("heading", label="住所") == {}
    compiled = registry.get("heading").compile_options
    assert [compiled({"level": level}) for level in ("2", "3", "4", None)] == [
        {"level": 2},
        {"level": 3},
        {"level": 2},
        {"level": 2},
    ]


@pytest.mark.parametrize(
    ("kind", "style", "words"),
    [("info", "notice", "受取り"), ("warning", "notice--warning", "注意：受取り")],
)
def test_a_notice_tells_its_kind_in_words_too(kind, style, words):
    page = render(question("notice", label="受取り", kind=kind, text="<p>本人だけです。</p>"))
    assert style in page.div["class"]
    assert page.find("h2").get_text() == words
    assert page.find("p").get_text() == "本人だけです。"
    assert registry.get("notice").compile_options({"kind": "shouting"})["kind"] == "info"


def test_a_hidden_one_is_there_for_the_browser():
    for kind in ("heading", "notice", "image", "stop"):
        asked = question(kind, label="x")
        assert render(asked, hidden=True).find(attrs={"data-question": "item"}).has_attr("hidden")
        assert not render(asked).find(attrs={"data-question": "item"}).has_attr("hidden")


def test_a_picture_needs_words_unless_it_is_decoration():
    picture = object()
    assert "image" in problems("image", alt="記入例")
    assert "alt" in problems("image", image=picture, alt=" ")
    assert problems("image", image=picture, alt="記入例") == {}
    assert problems("image", image=picture, decorative=True) == {}


def test_a_picture_is_told_with_size_and_words():
    image = {"src": "/media/b.png", "width": 800, "height": 600, "srcset": "/media/b.png 800w"}
    page = render(question("image", label="記入例", image=image, alt="申請書の記入例"))
    tag = page.find("img")
    assert (tag["src"], tag["width"], tag["height"]) == ("/media/b.png", "800", "600")
    assert tag["alt"] == "申請書の記入例"
    assert tag["loading"] == "lazy"
    assert tag["sizes"]
    assert page.find("figcaption").get_text() == "記入例"
    plain = render(question("image", label="", image=image | {"srcset": ""}, alt="")).find("img")
    assert plain["alt"] == ""
    assert not plain.has_attr("sizes")


def test_a_stop_without_a_rule_would_stop_everybody():
    fine = {
        "label": "市外の方",
        "text": "<p>お住まいの市町村へ。</p>",
        "show": {"all": [{"ref": "x", "op": "equals", "value": True}]},
    }
    assert problems("stop", **fine) == {}
    assert list(problems("stop", **fine | {"show": None})) == ["show"]
    assert list(problems("stop", **fine | {"text": ""})) == ["text"]
    assert list(problems("stop", **fine | {"label": ""})) == ["label"]


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("/procedures/x/", True),
        ("https://example.jp/x", True),
        ("javascript:alert(1)", False),
        ("//example.com/", False),
        ("/\\example.com", False),
        ("example.jp", False),
    ],
)
def test_the_way_that_is_left_is_an_address_of_a_page(url, fine):
    given = {"label": "x", "text": "<p>x</p>", "show": {"ref": "x"}, "link_url": url}
    assert ("link_url" not in problems("stop", **given)) == fine
    options = registry.get("stop").compile_options(given)
    assert options["link_url"] == (url if fine else "")
    link = render(question("stop", label="x", **options)).find("a")
    assert (link is not None) == fine


def test_a_stop_is_read_aloud_and_says_what_to_do():
    page = render(question("stop", label="市外の方は申請できません", text="<p>窓口へ。</p>"))
    notice = page.find(attrs={"role": "alert"})
    assert notice.find("h2").get_text() == "市外の方は申請できません"
    assert "もう一度お確かめください" in notice.get_text()
