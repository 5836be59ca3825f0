"""Limits of an editor that leave nothing in between: told before the form is published."""

from typing import Any


TODAY = "today"


def span_problems(options: dict[str, Any], least: str, most: str) -> list[tuple[str, str]]:
    """Return the problem of a limit ``most`` below ``least``: name of the input, and words.

    ``options`` are compiled ones: numbers, or ISO texts. ``today`` moves and is not compared.
    """
    low, high = options.get(least), options.get(most)
    if low is None or high is None or TODAY in (low, high) or low <= high:
        return []
    words = (
        "最大は、最小以上の数にしてください"
        if isinstance(low, int | float)
        else "いちばん後は、いちばん前と同じか、それより後にしてください"
    )
    return [(most, words)]
