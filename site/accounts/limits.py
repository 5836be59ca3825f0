"""How often a citizen's account may be tried, and by whom.

Phones of one carrier share addresses: a network is never shut out. When many sign-ins from it
fail, each mail address merely gets fewer tries from there.
"""

from django.http import HttpRequest

from accounts import throttle
from accounts.citizens import normalise_email
from accounts.network import client_address, network_of
from accounts.throttle import Limit


SIGN_IN = Limit("sign-in", 5, 5 * 60)  # of one address, from one network
SIGN_IN_ANYWHERE = Limit("sign-in-anywhere", 50, 60 * 60)  # of one address, from all networks
SIGN_IN_NETWORK = Limit("sign-in-network", 100, 5 * 60)  # failures from one network
TRIES_FROM_A_BUSY_NETWORK = 2
MAIL = Limit("account-mail", 5, 60 * 60)  # mails that a stranger can cause to one address
MAIL_NETWORK = Limit("account-mail-network", 300, 10 * 60)


def network(request: HttpRequest) -> str:
    """Return the network that counts for a request."""
    return network_of(client_address(request))


def before_sign_in(request: HttpRequest, email: str) -> int:
    """Use up one try of an address; return 0 or the seconds to wait."""
    email, here = normalise_email(email), network(request)
    busy = throttle.used_up(SIGN_IN_NETWORK, here)
    tries = TRIES_FROM_A_BUSY_NETWORK if busy else None
    return throttle.take(SIGN_IN, email, here, tries=tries) or throttle.take(
        SIGN_IN_ANYWHERE, email
    )


def after_sign_in(request: HttpRequest, email: str, *, success: bool) -> None:
    """Start the address's count anew, or count a failure of the network."""
    if success:
        throttle.forget(SIGN_IN, normalise_email(email), network(request))
    else:
        throttle.take(SIGN_IN_NETWORK, network(request))


def before_mail(request: HttpRequest, email: str) -> int:
    """Use up one mail to an address; return 0 or the seconds to wait.

    Counted whether or not the address has an account, so that it tells nothing.
    """
    return throttle.take(MAIL, normalise_email(email)) or throttle.take(
        MAIL_NETWORK, network(request)
    )
