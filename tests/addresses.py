"""Every URL pattern of the site, read from the resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, get_resolver, reverse


@dataclass(frozen=True)
class Entry:
    """A pattern: its whole route, its name with namespaces, its view and its own converters."""

    route: str
    name: str
    view: object

    def address(self, samples: dict | None = None) -> str | None:
        """Return the address with the samples (by parameter name) that it takes.

        None for patterns without a name or with a parameter for which there is no sample.
        """
        names = re.findall(r"<(?:\w+:)?(\w+)>", self.route)
        try:
            chosen = {name: (samples or {})[name] for name in names}
            return reverse(self.name, kwargs=chosen or None) if self.name else None
        except (KeyError, NoReverseMatch):
            return None


def entries() -> list[Entry]:
    """Return all patterns below the root."""
    return list(_below(get_resolver(), "", ""))


def _below(resolver, route: str, namespace: str) -> Iterator[Entry]:
    for pattern in resolver.url_patterns:
        # As ``ResolverMatch.route`` has it: a regular expression below another loses its ^.
        own = str(pattern.pattern)
        whole = route + own.removeprefix("^") if route else own
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, whole, inner)
        else:
            yield Entry(whole, namespace + pattern.name if pattern.name else "", pattern.callback)
