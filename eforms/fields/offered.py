"""Which look-ups a page offers, and what they found."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Lookups:
    """What a page offers: kinds of look-ups, and HTML of what was found by name of the inputs."""

    kinds: frozenset[str] = frozenset()
    found: Mapping[str, str] = field(default_factory=dict)


NONE = Lookups()
