"""Three real paper forms of cities, transcribed (``docs/forms-as-data.md``)."""

from pathlib import Path
from typing import Any

import yaml


NAMES = ("hojo", "senyo", "hoiku")


def paper(name: str) -> dict[str, Any]:
    """Return a transcribed form."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
