"""Editor's blocks to schema document."""

from wagtail.blocks import StreamValue

import pytest

from eforms.building.compiler import compile_form
from eforms.building.html import clean_html
from eforms.engine.schema import FormSchema, digest
from eforms.fields import registry
from eforms.models import FormPage


def test_what_is_compiled_is_read_back_the_same(form):
    document = compile_form(form)
    assert FormSchema.from_json(document).to_json() == document
    again = FormPage.objects.get(pk=form.pk)
    assert digest(compile_form(again)) == digest(document)


def test_static_text_keeps_harmless_tags_only(form):
    document = compile_form(form)
    note = document["sections"][1]["items"][2]
    assert note["options"]["text"] == "<p>鑑札をお渡しします。</p>"
    assert document["sections"][1]["intro"] == "<p>1頭ずつ入力します。</p>"


def test_html_is_cleaned():
    assert clean_html('<p style="x">a<img src=x onerror=y><b>b</b></p>') == "<p>a<b>b</b></p>"
    assert clean_html("<p></p>") == ""
    assert clean_html("1 < 2 & 3") == "1 &lt; 2 &amp; 3"
    assert clean_html('<a href="https://example.jp/?a=1&amp;b=2">x</a>') == (
        '<a href="https://example.jp/?a=1&amp;b=2">x</a>'
    )


@pytest.mark.parametrize("link", ['<a href="javascript:x">', '<a linktype="page" id="99">', "<a>"])
def test_a_link_that_leads_nowhere_is_only_its_words(db, link):
    html = f'<p>鑑札を{link}お渡し &amp; 郵送</a>します。<a href="/a/">案内</a></p>'
    assert clean_html(html) == '<p>鑑札をお渡し &amp; 郵送します。<a href="/a/">案内</a></p>'


def test_a_half_built_form_compiles_for_the_preview(form):
    stream = FormPage._meta.get_field("body").stream_block
    section = stream.child_blocks["section"]
    items = section.child_blocks["items"]
    blanks = [
        (kind.name, items.child_blocks[kind.name].get_default(), f"id-{kind.name}")
        for kind in registry.all_types()
    ]
    group = items.child_blocks["group"].get_default()
    value = section.get_default()
    value["items"] = StreamValue(items, [*blanks, ("group", group, "id-group")])
    value["show"] = {"all": [{"ref": "", "op": "", "value": None}]}
    form.body = StreamValue(stream, [("section", value, "id-section")])
    document = compile_form(form)
    schema = FormSchema.from_json(document)
    assert len(schema.sections[0].items) == len(registry.all_types()) + 1
    assert schema.sections[0].show is None
    codes = [item.code for item in schema.walk()]
    assert len(set(codes)) == len(codes)
