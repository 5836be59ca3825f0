"""Files: public media of editors, private encrypted files of citizens, static files."""

from config import ROOT
from config.environment import VAR, text


STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Encrypted files of citizens; no URL leads here.
PRIVATE_ROOT = VAR / "private"
# host:port or a socket's path of ClamAV's daemon; empty: attachments are not scanned.
CLAMD_ADDRESS = text("CLAMD_ADDRESS")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
