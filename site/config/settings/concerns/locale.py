"""Language and time: Japanese and Japan's time everywhere a person looks."""

from config import ROOT


LANGUAGE_CODE = "ja"
# The site speaks these to citizens, by their own names; staff have Japanese (docs/decisions/0017).
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("ja-easy", "やさしい日本語")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
