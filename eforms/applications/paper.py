"""HTML to PDF (WeasyPrint): tagged for screen readers, fonts inside, nothing fetched.

WeasyPrint needs Pango of the system. Where that is missing, or too many want paper at once, the
caller is told by an exception and offers another way.
"""

import logging
import threading
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string


logger = logging.getLogger(__name__)
# PDF/UA: headings, tables, reading order, title and language for those who do not see the page.
VARIANT = "pdf/ua-1"
# Setting pages is work for the processor, and Pango's fonts are shared: one after the other.
_one_at_a_time = threading.Lock()
PATIENCE = 20.0
# Each step of each document would stand in the log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class NoPaper(Exception):
    """No PDF can be made now."""


class Missing(NoPaper):
    """This server lacks a library that makes PDFs."""


class Busy(NoPaper):
    """Others are having theirs made; try again in a moment."""


def pdf(template: str, context: dict[str, Any], request: HttpRequest) -> bytes:
    """Return a template as PDF, made in memory. The request tells whose city and language it is.

    Raises:
        Missing: WeasyPrint or a library of the system is not there.
        Busy: it was not one's turn within PATIENCE seconds.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        logger.error("PDFs cannot be made, a library is missing: %s", error)
        raise Missing from error
    html = render_to_string(template, context, request)
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return HTML(string=html, url_fetcher=_refuse).write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    finally:
        _one_at_a_time.release()


def _refuse(url: str, *args: Any, **kwargs: Any) -> dict:
    """Fetch nothing: styles stand in the page, and a text somebody typed names no address."""
    raise ValueError("nothing is fetched for a PDF")
