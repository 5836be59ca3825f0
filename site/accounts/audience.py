"""For whom a view is: every view says so, and the middleware closes those that do not.

A view of our own carries a decorator; views of other packages are listed by route in
``config.audiences``. Nothing is open because somebody forgot to close it.
"""

import functools
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from django.conf import settings


View = TypeVar("View", bound=Callable)
MARK = "madoguchi_audience"


class Audience(StrEnum):
    """Who may ask a view at all; what they may do there is the view's own matter."""

    PUBLIC = "public"  # anybody
    CITIZEN = "citizen"  # a signed-in citizen
    STAFF = "staff"  # a signed-in member of staff with access to the admin
    MACHINE = "machine"  # programs on the networks of settings.MACHINE_NETWORKS


def _declare(view: View, audience: Audience) -> View:
    if isinstance(view, type):
        # ``as_view()`` copies what hangs on ``dispatch``; a function of its own keeps the mark
        # off the base class, which other views share.
        inherited = view.dispatch

        @functools.wraps(inherited)
        def dispatch(self, request, *args, **kwargs):
            return inherited(self, request, *args, **kwargs)

        setattr(dispatch, MARK, audience)
        view.dispatch = dispatch
    else:
        setattr(view, MARK, audience)
    return view


def public(view: View) -> View:
    """Declare a view (function, view class, or the result of ``as_view()``) open to anybody."""
    return _declare(view, Audience.PUBLIC)


def citizen_only(view: View) -> View:
    """Declare a view open to signed-in citizens; others are led to the citizens' sign-in."""
    return _declare(view, Audience.CITIZEN)


def staff_only(view: View) -> View:
    """Declare a view open to staff who may enter the admin; others are led to its sign-in."""
    return _declare(view, Audience.STAFF)


def machine(view: View) -> View:
    """Declare a view open to programs on our own networks; to anybody else it does not exist."""
    return _declare(view, Audience.MACHINE)


def declared(view: Callable, route: str) -> Audience | None:
    """Return the audience of a resolved view, or None when nobody has declared it.

    The view's own decorator counts first, then the longest beginning of ``route`` (as in
    ``ResolverMatch.route``) that ``settings.AUDIENCES`` lists.
    """
    return getattr(view, MARK, None) or by_route(route, settings.AUDIENCES)


def by_route(route: str, table: Sequence[tuple[str, str]]) -> Audience | None:
    """Return the audience of the longest listed beginning of a route.

    An entry ending in ``$`` stands for exactly that route.
    """
    best, found = -1, None
    for entry, audience in table:
        exact = entry.endswith("$")
        matches = route == entry[:-1] if exact else route.startswith(entry)
        if matches and len(entry) > best:
            best, found = len(entry), Audience(audience)
    return found
