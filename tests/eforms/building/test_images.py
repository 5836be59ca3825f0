"""Pictures in a published form stay, whatever becomes of the library."""

from io import BytesIO

from django.core.files.images import ImageFile
from django.core.files.storage import default_storage

from wagtail.images import get_image_model

import pytest
from PIL import Image as Picture

from eforms.building.loading import save_form
from eforms.building.versions import current_version


@pytest.fixture
def picture(db, settings, tmp_path):
    """A picture of 1,000 × 500 pixels in the library."""
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Picture.new("RGB", (1000, 500), "white").save(content, "PNG")
    content.seek(0)
    return get_image_model().objects.create(title="記入例", file=ImageFile(content, "example.png"))


def test_a_version_keeps_its_own_copy(
    folder, definition, picture, django_capture_on_commit_callbacks
):
    definition["sections"][0]["items"].append(
        {"type": "image", "code": "example", "label": "記入例", "image": picture.pk, "alt": "例"}
    )
    form = save_form(folder, definition)
    options = current_version(form).schema["sections"][0]["items"][-1]["options"]
    image = options["image"]
    assert (image["width"], image["height"]) == (800, 400)
    assert image["srcset"].count(" ") == 5  # three widths, never larger than the original
    assert image["srcset"].endswith("1000w")
    assert options["alt"] == "例"

    renditions = [rendition.file.name for rendition in picture.renditions.all()]
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()  # takes its renditions along
    assert not any(map(default_storage.exists, renditions))
    name = image["src"].removeprefix("/media/")
    assert default_storage.exists(name)
    with default_storage.open(name) as kept:
        assert Picture.open(kept).size == (800, 400)


def test_publishing_again_changes_nothing(folder, definition, picture):
    definition["sections"][0]["items"].append(
        {"type": "image", "code": "example", "image": picture.pk, "decorative": True}
    )
    form = save_form(folder, definition)
    save_form(folder, definition)
    assert form.versions.count() == 1


def test_a_picture_whose_file_is_gone_leaves_the_preview_working(
    folder, definition, picture, monkeypatch
):
    from eforms.building.compiler import compile_form

    definition["sections"][0]["items"].append(
        {"type": "image", "code": "example", "image": picture.pk, "alt": "例"}
    )
    form = save_form(folder, definition)
    picture.renditions.all().delete()
    default_storage.delete(picture.file.name)
    again = type(form).objects.get(pk=form.pk)
    assert compile_form(again)["sections"][0]["items"][-1]["options"]["image"] is None
