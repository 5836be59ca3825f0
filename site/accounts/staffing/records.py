"""Staff sign-ins, sign-outs and failures in the audit log.

Django's auth signals, the one exception to "no signals": signing in happens in Wagtail's views,
after a password reset, and in whatever second step comes later; only the signal sees them all,
and nothing but the record hangs on it.
"""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts import limits
from accounts.staff import User
from audit import log


def signed_in(sender, request, user, **kwargs) -> None:
    """Record a sign-in with the network it came from."""
    log.record("staff.sign_in", actor=log.staff(user), data=_where(request))


def signed_out(sender, request, user, **kwargs) -> None:
    """Record a sign-out; one of a session that had ended already has no actor."""
    if user is not None:
        log.record("staff.sign_out", actor=log.staff(user), data=_where(request))


def refused(sender, credentials, request=None, **kwargs) -> None:
    """Record a failed sign-in; the address typed is looked up, never written down."""
    user = User.objects.filter(email=str(credentials.get("username", "")).lower()).first()
    target = f"accounts.User/{user.pk}" if user else ""
    log.record(
        "staff.sign_in", actor=log.GUEST, target=target, result="refused", data=_where(request)
    )


def connect() -> None:
    """Start recording; called once, when the application is ready."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(refused, dispatch_uid="accounts.refused")


def _where(request) -> dict:
    return {"network": limits.network(request)} if request is not None else {}
