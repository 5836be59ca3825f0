"""One's own attachments, while filling in and after sending."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from eforms.applications import files
from eforms.applications.models import Attachment
from eforms.filling.visits import DraftVisit, draft_view


@draft_view
@require_GET
def download(request: HttpRequest, visit: DraftVisit, file_id: uuid.UUID) -> HttpResponse:
    """Send a file of the draft; a file of anything else does not exist."""
    attachment = Attachment.objects.filter(pk=file_id, draft=visit.draft).first()
    if attachment is None:
        raise Http404
    return files.download(attachment)
