"""Brand and support desk of the site that is asked, at the price of a look into the cache."""

from django.core.cache import cache
from django.http import HttpRequest

from wagtail.models import Site

from home.models import SITE_SETTINGS_KEY, SiteSettings


# Other processes with a cache of their own see a change after this time at the latest.
SECONDS = 60
# A host is what a visitor typed: no more than a city can have are kept.
HOSTS = 20


def settings_of(request: HttpRequest) -> SiteSettings:
    """Return the settings of the request's site, or unsaved defaults where an editor set none.

    Wagtail's ``SiteSettings.for_request`` would create the row, and a GET never writes.
    """
    host = request.get_host()
    kept = cache.get(SITE_SETTINGS_KEY) or {}
    if host not in kept:
        site = Site.find_for_request(request)
        found = SiteSettings.objects.filter(site=site).first() or SiteSettings(site=site)
        found._state.fields_cache.clear()  # its own columns are enough to keep
        kept[host] = found
        if len(kept) <= HOSTS:
            cache.set(SITE_SETTINGS_KEY, kept, SECONDS)
    return kept[host]
