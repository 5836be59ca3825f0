"""Static files: collected when the sources have changed since the last time."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


MARK = ".collected"


def collect(report: Callable[[str], None]) -> bool:
    """Run collectstatic unless nothing has changed; return whether it ran."""
    if not hasattr(staticfiles_storage, "manifest_name"):
        return False  # served from the sources
    mark = Path(settings.STATIC_ROOT) / MARK
    digest = sources_digest()
    if mark.exists() and mark.read_text() == digest:
        return False
    report("画面の部品を集めています… / Collecting static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(digest)
    return True


def sources_digest() -> str:
    """Return a digest over path, size and time of every static source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            size = storage.size(path)
            changed = storage.get_modified_time(path).timestamp()
            digest.update(f"{path}\0{size}\0{changed}\n".encode())
    return digest.hexdigest()
