"""From where somebody asks. The one place that reads ``X-Forwarded-For``."""

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse(text: str) -> Address | None:
    """Return an address, IPv4 inside IPv6 unpacked; None when the text is not one."""
    try:
        address = ipaddress.ip_address(text.strip().split("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def within(address: Address | None, networks: Iterable[str]) -> bool:
    """Tell whether an address lies in one of the networks (``192.0.2.0/24``, ``2001:db8::1``)."""
    return address is not None and any(
        address in ipaddress.ip_network(network, strict=False) for network in networks
    )


def client_address(request: HttpRequest) -> Address | None:
    """Return the address of the person's own side, as far as it can be believed.

    ``X-Forwarded-For`` counts only when the peer is one of ``settings.TRUSTED_PROXIES``; it is
    read from the right, past our own proxies, up to the first foreign address. What stands
    further left was written by the sender and proves nothing. A broken entry ends the reading.
    """
    here = parse(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while within(here, settings.TRUSTED_PROXIES) and hops:
        before = parse(hops.pop())
        if before is None:
            break
        here = before
    return here


def network_of(address: Address | None) -> str:
    """Return the network that stands for an address in counters: a /24, or a /64 of IPv6.

    A phone of a carrier has a /64 of its own, a home one or a few.
    """
    if address is None:
        return "unknown"
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network((address, prefix), strict=False))
