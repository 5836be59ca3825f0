"""What a serving process does once, before its first request."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load what the first request would load, and let the garbage collector pass it over.

    Half a million objects of Django, Wagtail and ours stay for good. To walk through them takes a
    quarter of a second, now and then in the midst of somebody's request.
    """
    len(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
