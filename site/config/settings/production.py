"""A city's own server. Nothing secret has a default."""

from config.environment import required, text, words
from config.settings.base import *  # noqa: F403


SECRET_KEY = required("SECRET_KEY")
VAULT_KEYS = required("VAULT_KEYS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS") or [required("ALLOWED_HOSTS")]
PUBLIC_URL = WAGTAILADMIN_BASE_URL = required("PUBLIC_URL")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CITIZEN_COOKIE_NAME = "__Host-citizen_session"
CITIZEN_COOKIE_SECURE = True
if words("TRUSTED_PROXIES"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if text("CACHE_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": text("CACHE_URL"),
        }
    }
