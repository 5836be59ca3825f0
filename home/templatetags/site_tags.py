"""Small helps for the pages' templates."""

import re

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from home import script_words as script_words_module


register = template.Library()


@register.simple_tag
def script_words() -> SafeString:
    """Return the scripts' texts of this language as JSON inside a script element, or nothing."""
    words = script_words_module.spoken()
    return json_script(words, "script-words") if words else SafeString("")


@register.inclusion_tag("includes/breadcrumbs.html", takes_context=True)
def breadcrumbs(context, page) -> dict:
    """Show the way from the front page to ``page`` (one query)."""
    ancestors = page.get_ancestors().filter(depth__gt=1)
    return {"ancestors": ancestors, "page": page, "request": context.get("request")}


@register.filter
def tel(number: str) -> str:
    """Return what a ``tel:`` link dials: ``0191-21-2111 内線 210`` → ``0191-21-2111``."""
    return _split(number)[0]


@register.filter
def after_tel(number: str) -> str:
    """Return what follows the number: ``0191-21-2111 内線 210`` → ``内線 210``."""
    return _split(number)[1]


def _split(number: str) -> tuple[str, str]:
    found = re.match(r"\s*([+\d][\d-]*)?(.*)", number, re.DOTALL)
    return found.group(1) or "", found.group(2).strip()


@register.simple_tag
def description_of(page) -> str:
    """Return what search engines show of a page: its own description, else its first words."""
    candidates = ("search_description", "summary", "introduction", "lead")
    return next((text for name in candidates if (text := getattr(page, name, ""))), "")
