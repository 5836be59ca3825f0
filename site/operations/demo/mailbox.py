"""The demo city's mailbox: what the city has mailed, readable by everybody. Demo alone."""

import functools
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audience import public
from outbox.models import Mail


PER_PAGE = 30
# ASCII only: Japanese text and brackets around an address are no part of it.
ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&*+,;=%]+")


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 anywhere but in the demo city."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@public
@require_safe
@demo_only
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the mails, the newest first."""
    mails = Paginator(Mail.objects.order_by("-created_at", "-id"), PER_PAGE)
    page = mails.get_page(request.GET.get("page"))
    return render(request, "operations/mailbox.html", {"mails": page})


@public
@require_safe
@demo_only
@never_cache
def mail_detail(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """Show one mail as its receiver would read it."""
    mail = get_object_or_404(Mail, pk=mail_id)
    context = {"mail": mail, "body": with_links(mail.body)}
    return render(request, "operations/mail.html", context)


def with_links(text: str) -> SafeString:
    """Return a mail's text as HTML: everything escaped, addresses of web pages clickable."""
    parts: list[str] = []
    end = 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?")
        parts.append(conditional_escape(text[end : found.start()]))
        parts.append(format_html('<a href="{0}">{0}</a>', address))
        end = found.start() + len(address)
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped)
