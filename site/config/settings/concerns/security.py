"""Headers, cookies, sessions, passwords."""

from csp.constants import NONCE, NONE, SELF

from config.audiences import AUDIENCES as AUDIENCES
from config.environment import words


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
    }
}
# Wagtail opens its own previews to the admin, view by view.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin scripts read it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "home.errors.csrf_failure"

# Staff: invited by mail, at one door. A session ends ten hours after sign-in.
SESSION_COOKIE_AGE = 10 * 60 * 60
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.staffing.forms.StaffSignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "accounts.staffing.forms.StaffResetForm"  # noqa: S105
# Pages that editors make private ask for the staff sign-in; there is no second door.
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"

# The citizen's own session (accounts.sessions); production makes the cookie Secure and __Host-.
CITIZEN_COOKIE_NAME = "citizen_session"
CITIZEN_COOKIE_SECURE = False
CITIZEN_SESSION_SECONDS = 12 * 60 * 60
CITIZEN_SESSION_IDLE_SECONDS = 60 * 60

# Proxies of ours whose X-Forwarded-For is believed; programs that may ask /metrics and the like.
TRUSTED_PROXIES = words("TRUSTED_PROXIES")
MACHINE_NETWORKS = words("MACHINE_NETWORKS", "127.0.0.0/8,::1/128")

# Length and no well-known ones; no composition rules, no forced change.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
