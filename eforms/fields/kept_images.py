"""Copies of pictures that published forms show, stored once under their digest and kept."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


FOLDER = "form-images"


def keep(image: Any, widths: tuple[int, ...]) -> dict[str, Any] | None:
    """Return ``{"src", "width", "height", "srcset"}`` of a picture in several widths.

    ``src`` is the middle one. None when the file is gone: previews of drafts must not fail.
    """
    try:
        found = [image.get_rendition(f"width-{width}") for width in widths]
        kept = {rendition.width: (_stored(rendition), rendition.height) for rendition in found}
    except (OSError, ValueError):
        return None
    width = found[len(found) // 2].width
    src, height = kept[width]
    sources = [f"{url} {wide}w" for wide, (url, _height) in sorted(kept.items())]
    return {
        "src": src,
        "width": width,
        "height": height,
        "srcset": ", ".join(sources) if len(sources) > 1 else "",
    }


def _stored(rendition: Any) -> str:
    """Return the address of a rendition's copy."""
    with rendition.file.open("rb") as file:
        content = file.read()
    suffix = PurePath(rendition.file.name).suffix.lower()
    name = f"{FOLDER}/{hashlib.sha256(content).hexdigest()[:32]}{suffix}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return default_storage.url(name)
