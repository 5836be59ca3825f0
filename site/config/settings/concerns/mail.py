"""Outgoing mail: EMAIL_URL is smtp://user:password@host:port, smtps:// for TLS, or memory:// ."""

from urllib.parse import unquote, urlsplit

from config.environment import text


_url = urlsplit(text("EMAIL_URL", "memory://"))
EMAIL_BACKEND = {
    "memory": "django.core.mail.backends.dummy.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
}[_url.scheme]
EMAIL_HOST = _url.hostname or "localhost"
EMAIL_PORT = _url.port or 25
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_TLS = _url.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "一関市オンライン窓口 <noreply@example.jp>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
