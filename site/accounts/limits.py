"""How often a citizen's account may be tried, and by whom.

Phones of one carrier share addresses: a network is never shut out. When many sign-ins from it
fail, or many mails are asked for, each mail address merely gets fewer tries from there.
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
# Mails that a stranger can cause to one address: from one network, and from all of them, so that a
# stranger elsewhere does not keep the owner from a new password.
MAIL = Limit("account-mail", 5, 60 * 60)
MAIL_ANYWHERE = Limit("account-mail-anywhere", 20, 60 * 60)
MAIL_NETWORK = Limit("account-mail-network", 300, 10 * 60)
# Guests' codes, in the same way.
CODE = Limit("code", 4, 10 * 60)
CODE_DAY = Limit("code-day", 20, 24 * 60 * 60)
CODE_ANYWHERE = Limit("code-anywhere", 60, 24 * 60 * 60)
CODE_NETWORK = Limit("code-network", 100, 10 * 60)


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
    return _before_mail(
        normalise_email(email), network(request), MAIL_NETWORK, (MAIL,), MAIL_ANYWHERE
    )


def before_code(email: str, here: str) -> int:
    """Use up one code for an address from a network; return 0 or the seconds to wait."""
    return _before_mail(email, here, CODE_NETWORK, (CODE, CODE_DAY), CODE_ANYWHERE)


def _before_mail(
    email: str, here: str, of_network: Limit, from_here: tuple[Limit, ...], anywhere: Limit
) -> int:
    busy = throttle.used_up(of_network, here)
    tries = TRIES_FROM_A_BUSY_NETWORK if busy else None
    waits = [throttle.take(from_here[0], email, here, tries=tries)]
    waits += [throttle.take(limit, email, here) for limit in from_here[1:] if not any(waits)]
    if not any(waits):
        waits.append(throttle.take(anywhere, email))
    if not any(waits):
        throttle.take(of_network, here)  # only counted: a full network slows down, it never shuts
    return max(waits)
