"""A form in further languages: written beside the Japanese, kept by versions as published."""

from django.utils import translation

import pytest

from accounts.models import User
from eforms.building.compiler import compile_form
from eforms.building.translations import counting, in_language, stored, texts_of, write
from eforms.building.versions import current_version, schema_of
from eforms.models import FormPage, FormTranslation


def words(form) -> list:
    """Return the texts of the form as it stands."""
    return texts_of(form, compile_form(form))


def text(form, source: str):
    """Return the text whose Japanese is ``source``."""
    return next(text for text in words(form) if text.source == source)


def translate(form, **pairs: str) -> None:
    """Translate labels (Japanese = English)."""
    wishes = {text(form, source).key: english for source, english in pairs.items()}
    write(form, "en", words(form), wishes)


def publish(form) -> FormPage:
    """Publish the form as it stands."""
    form.save_revision().publish()
    return FormPage.objects.get(pk=form.pk)


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin@example.jp", "madoguchi-admin-2026")


def test_texts_come_in_the_order_of_the_form_and_choices_are_among_them(form):
    kinds = [text.kind for text in words(form)]
    assert kinds[0] == "申請フォームの名前"
    assert {"ページの見出し", "質問", "選択肢"} <= set(kinds)
    keys = [text.key for text in words(form)]
    assert len(keys) == len(set(keys))


def test_publishing_puts_translations_into_a_new_version_and_the_old_one_stays(form):
    old = current_version(form)
    translate(form, 名前="Name of the dog")
    form = publish(form)
    new = current_version(form)
    assert new.number == old.number + 1
    assert "translations" not in type(old).objects.get(pk=old.pk).schema
    key = text(form, "名前").key
    assert new.schema["translations"] == {"en": {key: "Name of the dog"}}


def test_what_is_written_later_does_not_reach_a_published_version(form):
    translate(form, 名前="Name of the dog")
    form = publish(form)
    translate(form, 名前="Dog")
    labels = {q.label for q in schema_of(current_version(form), "en").questions()}
    assert "Name of the dog" in labels and "Dog" not in labels


def test_citizens_read_their_language_and_staff_japanese(form):
    translate(form, 名前="Name of the dog")
    version = current_version(publish(form))
    with translation.override("en"):
        english = schema_of(version)
    japanese = schema_of(version)
    ids = [q.id for q in english.questions()]
    assert ids == [q.id for q in japanese.questions()]
    named = {q.label: q for q in english.questions()}
    assert "lang" not in named["Name of the dog"].options
    assert named["生年月日"].options["lang"] == "ja"
    assert all("lang" not in q.options for q in japanese.questions())
    assert "名前" in {q.label for q in japanese.questions()}


def test_a_changed_source_makes_a_translation_stale_until_it_is_looked_at(form):
    translate(form, 名前="Name of the dog")
    label = text(form, "名前")
    changed = type(label)(label.key, label.kind, "犬の名前")
    assert counting([changed], stored(form, "en")) == {}
    assert write(form, "en", [changed], {label.key: "Name of the dog"}) == 0
    assert counting([changed], stored(form, "en")) == {}
    write(form, "en", [changed], {label.key: "Name of the dog"}, [label.key])
    assert counting([changed], stored(form, "en")) == {label.key: "Name of the dog"}


def test_an_empty_translation_takes_it_back(form):
    translate(form, 名前="Name of the dog")
    translate(form, 名前="")
    assert stored(form, "en") == {}


def test_html_of_translators_is_cleaned(form):
    rich = next(text for text in words(form) if text.is_html)
    write(form, "en", words(form), {rich.key: '<p onclick="x()">Hello<script>x</script></p>'})
    assert stored(form, "en")[rich.key]["text"] == "<p>Hello</p>"


def test_a_document_without_translations_is_left_as_it_is(form):
    document = compile_form(form)
    assert in_language(document, "ja-easy") is document


def test_the_screen_shows_both_sides_and_how_much_is_done(form, admin, client):
    client.force_login(admin)
    address = f"/admin/form-translations/{form.pk}/en/"
    key, total = text(form, "名前").key, len(words(form))
    assert f"0 / {total} 翻訳済み" in client.get(address).content.decode()
    answer = client.post(address, {key: "Name of the dog"})
    assert answer.status_code == 302
    page = client.get(address).content.decode()
    assert f"1 / {total} 翻訳済み" in page
    assert ">Name of the dog</textarea>" in page
    assert FormTranslation.objects.get().language == "en"


def test_only_the_languages_of_the_switch_can_be_written(form, admin, client):
    client.force_login(admin)
    assert client.get(f"/admin/form-translations/{form.pk}/fr/").status_code == 404


def test_nobody_else_can_open_the_screen(form, client):
    assert client.get(f"/admin/form-translations/{form.pk}/en/").status_code == 302
