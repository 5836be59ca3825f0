"""HTML that editors write, reduced to what a form may show."""

from functools import cache

from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from bs4 import BeautifulSoup


PLAIN = ("[document]", "b", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul")
NEVER = ("script", "style", "iframe", "object", "template", "svg", "math")


class _Allowed(Whitelister):
    element_rules = dict.fromkeys(PLAIN, allow_without_attributes) | {
        "a": attribute_rule({"href": check_url})
    }

    def clean(self, html: str) -> str:
        document = BeautifulSoup(html, "html.parser")
        for tag in document(NEVER):
            tag.decompose()
        cleaned = super().clean(str(document))
        if "<a>" not in cleaned:
            return cleaned
        # A link to nothing still looks like one: only its words stay.
        document = BeautifulSoup(cleaned, "html.parser")
        for tag in document("a", href=False):
            tag.unwrap()
        return str(document)


@cache
def _cleaner() -> _Allowed:
    return _Allowed()


def clean_html(html: object) -> str:
    """Return editors' HTML with page links resolved and only harmless tags left.

    Takes a string or a RichText value; an empty paragraph counts as nothing.
    """
    source = str(getattr(html, "source", html) or "")
    if "<" not in source:
        return _cleaner().clean(source).strip()
    cleaned = _cleaner().clean(expand_db_html(source)).strip()
    return cleaned if BeautifulSoup(cleaned, "html.parser").get_text(strip=True) else ""
