"""Wagtail."""

from config.environment import text


WAGTAIL_SITE_NAME = "窓口"
WAGTAILADMIN_BASE_URL = text("PUBLIC_URL", "http://127.0.0.1:8000")
PUBLIC_URL = WAGTAILADMIN_BASE_URL
WAGTAIL_CONTENT_LANGUAGES = [("ja", "日本語")]
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# One language and one clock in the admin.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", "日本語")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Tokyo"]
# No browser of the city hall may call an outside host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list = []
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "txt", "xlsx"]
WAGTAILAPI_LIMIT_MAX = 100
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
# Milliseconds after a change. A press waits for it (static/eforms/admin/autosave-order.js).
WAGTAIL_AUTOSAVE_INTERVAL = 500
