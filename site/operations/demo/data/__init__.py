"""The demo city's data files: `city.yaml`, one form and one guide per procedure."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


HERE = Path(__file__).parent
# Written in C where PyYAML was built with it: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def city() -> dict[str, Any]:
    """Return the city: site, organisations, staff, the citizen, categories."""
    return _read(HERE / "city.yaml")


def forms() -> list[dict[str, Any]]:
    """Return the form definitions in the order of their codes."""
    return _folder("forms")


def guides() -> list[dict[str, Any]]:
    """Return the guide pages in the order of their slugs."""
    return _folder("guides")


def _folder(name: str) -> list[dict[str, Any]]:
    return [_read(path) for path in sorted((HERE / name).glob("*.yaml"))]


@cache
def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  (both are safe)
