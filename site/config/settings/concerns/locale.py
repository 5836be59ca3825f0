"""Language and time: Japanese and Japan's time everywhere a person looks."""

from config import ROOT


LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
