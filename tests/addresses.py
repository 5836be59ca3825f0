"""Every URL pattern of the site, read from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, get_resolver, reverse


@dataclass(frozen=True)
class Entry:
    """A pattern: its whole route, its name with namespaces, its view and its own converters."""

    route: str
    name: str
    view: object

    def address(self, **arguments) -> str | None:
        """Return the address for some arguments; None when they do not fit."""
        try:
            return reverse(self.name, kwargs=arguments or None) if self.name else None
        except NoReverseMatch:
            return None


def entries() -> list[Entry]:
    """Return all patterns below the root."""
    return list(_below(get_resolver(), "", ""))


def _below(resolver, route: str, namespace: str) -> Iterator[Entry]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, whole, inner)
        else:
            yield Entry(whole, namespace + pattern.name if pattern.name else "", pattern.callback)
