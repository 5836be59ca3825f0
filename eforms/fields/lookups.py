"""Look-up buttons within a question, and where what was found is shown.

Which look-ups a page offers and what they found is told by ``View.lookups``; types only say where.
A button is ``look_up=<kind>:<name of the question's inputs>``.
"""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eforms.fields.base import View
from eforms.fields.html import element, escape


# Names of buttons and inputs. The inputs never belong to an answer: drafts pass them over.
LOOK_UP = "look_up"
TAKE = "look_up_take"
CHOSEN = "found-"

POSTAL = "postal"
COMPANY_NUMBER = "company-number"
COMPANY_NAME = "company-name"

_NOTHING = SafeString("")


def button(view: View, kind: str, words: str, whose: str) -> SafeString:
    """Return the button of a look-up, nothing where the page does not offer it.

    ``whose`` tells several buttons of a page apart for those who only hear them.
    """
    if kind not in view.lookups.kinds:
        return _NOTHING
    return SafeString(
        f'<button type="submit" class="button button--secondary button--small" name="{LOOK_UP}"'
        f' value="{kind}:{escape(view.name)}">{escape(words)}'
        f'<span class="visually-hidden">（{escape(whose)}）</span></button>'
    )


def found(view: View) -> SafeString:
    """Return where findings are shown; empty at first, so that a script can announce them."""
    if not view.lookups.kinds:
        return _NOTHING
    content = SafeString(view.lookups.found.get(view.name) or '<div role="status"></div>')
    return element(
        "div",
        content,
        class_="found",
        id=f"{view.name}-found",
        data_found="",
        data_waiting=_("検索しています…"),
        data_failed=_(
            "通信できなかったため、検索できませんでした。"
            "検索せずに入力を続けるか、少し待ってからもう一度お試しください。"
        ),
    )


def beside(part: SafeString, search: SafeString, findings: SafeString = _NOTHING) -> SafeString:
    """Return a part of an answer with its look-up's button beside it and the findings below."""
    if not search:
        return part
    line = element("div", SafeString(part + search), class_="look-up__line")
    return element("div", SafeString(line + findings), class_="look-up")
