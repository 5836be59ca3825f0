"""The citizens' texts in every language of the switch: all there, nothing lost on the way."""

import importlib.util
import re
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

import pytest

from home import script_words


SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "messages.py"
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+")
TAGS = re.compile(r"</?[a-z]+")


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["en", "ja_Easy"])
def locale(request):
    return request.param


def test_every_text_is_translated_and_none_is_left_over(messages, locale):
    found = set(messages.collect())
    catalog = {message.id: message.string for message in messages.read(locale) if message.id}
    assert len(found) > 800
    assert found - {key for key, text in catalog.items() if text} == set(), (
        "run `make messages`, then translate what it names"
    )
    assert set(catalog) - found == set()


def test_values_and_marks_stand_in_the_translation_too(messages, locale):
    for message in messages.read(locale):
        if message.id:
            assert set(HOLES.findall(message.id)) == set(HOLES.findall(message.string)), message.id
            assert sorted(TAGS.findall(message.id)) == sorted(TAGS.findall(message.string)), (
                message.id
            )


def test_the_compiled_file_is_in_step(messages, locale):
    po, mo = messages.paths(locale)
    assert mo.read_bytes() == messages.as_mo(po.read_bytes())


def test_english_has_no_japanese_but_examples_and_names(messages):
    quoted = re.compile(r"[“(][^”)]*[”)]")
    allowed = ("一関 太郎", "イチノセキ タロウ", "字沢田12番地3", "〒", "。 ")
    for message in messages.read("en"):
        text = quoted.sub("", message.string or "")
        for part in allowed:
            text = text.replace(part, "")
        assert not messages.JAPANESE.search(text), message.string


def test_easy_japanese_avoids_the_hard_words(messages):
    hard = ("お手数ですが", "該当", "当該", "においては", "ご了承", "ご査収", "賜り")
    for message in messages.read("ja_Easy"):
        assert not any(word in message.string for word in hard), message.string


def test_the_script_reads_every_way_a_text_is_marked(messages):
    template = (
        '{% translate "戻る" %}{% blocktranslate with n=a.b|default:_("なし") %}{{ n }}件'
        '{% endblocktranslate %}{{ x|date:_("Y年") }}'
    )
    assert messages.of_template(template) == {"戻る", "%(n)s件", "Y年", "なし"}
    assert messages.of_python('_("あ" "い")\ngettext_lazy("う")\nprint("え")') == {"あい", "う"}


def test_dates_have_no_eras_in_english():
    from datetime import date, time

    from eforms.fields import eras
    from eforms.fields.time import both

    with translation.override("en"):
        assert eras.both(date(2025, 4, 1)) == "1 April 2025"
        assert both(time(13, 30)) == "13:30"
        assert date_format(date(2025, 4, 1), gettext("Y年n月j日（D）")) == "Tue, 1 Apr 2025"
    with translation.override("ja-easy"):
        assert eras.both(date(2025, 4, 1)) == "令和7年4月1日（2025年4月1日）"


def test_what_scripts_say_is_brought_by_the_page():
    folder = SCRIPT.parents[1] / "static/js"
    said = {
        text
        for path in folder.glob("*.js")
        for text in re.findall(r'say\("([^"]+)"', path.read_text())
    }
    assert said == set(script_words.WORDS)
    with translation.override("en"):
        assert script_words.spoken()["閉じる"] == "Close"
    assert script_words.spoken() == {}
