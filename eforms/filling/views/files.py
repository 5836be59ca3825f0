"""One's own attachments: sent by a script while a page is filled in, had back, taken away."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from eforms.applications import files, quarantine
from eforms.applications.models import Attachment
from eforms.engine.schema import Section
from eforms.fields.base import FieldError
from eforms.fields.file_checks import APPLICATION_MEGABYTES, size_words
from eforms.filling import older_pages, saving, store, uploads
from eforms.filling.store import DraftStore
from eforms.filling.visits import DraftVisit, draft_view


@draft_view
@require_GET
def download(request: HttpRequest, visit: DraftVisit, file_id: uuid.UUID) -> HttpResponse:
    """Send a file of the draft; a file of anything else does not exist."""
    attachment = Attachment.objects.filter(pk=file_id, draft=visit.draft).first()
    if attachment is None or not quarantine.open_to_owner(attachment):
        raise Http404
    return files.download(attachment)


# The token is checked after the upload handler is set: reading POST begins the upload.
@csrf_exempt
@draft_view(machine=True)
@require_POST
def upload(request: HttpRequest, visit: DraftVisit, number: int) -> HttpResponse:
    """Receive one file of a page, under the name of its input, and tell what the page keeps of it.

    ``X-Upload-Key`` (a UUID) names the upload: tried again it is stored once. The draft's answers
    stay as they are; the page brings the file's id when it is sent or saves itself.
    """
    part, fits = older_pages.page_sent(visit, number, request.GET.get("v", ""))
    if not fits or not visit.journey.may_visit(part.id):
        return _told(409, _("フォームが更新されています。画面を開き直してください。"))
    own = DraftStore(visit.draft, upload_key=_key(request))
    try:
        with uploads.receiving(request, uploads.asked_on(part), room=own.room()):
            return _upload(request, part, own)
    except uploads.RequestTooBig:
        return _told(
            413,
            _("ファイルは、合わせて{APPLICATION_MEGABYTES}MBまで添付できます。").format(
                APPLICATION_MEGABYTES=APPLICATION_MEGABYTES
            ),
        )


@csrf_protect
def _upload(request: HttpRequest, part: Section, own: DraftStore) -> HttpResponse:
    value = own.uploaded_before()
    if value is None:
        name, uploaded = next(iter(request.FILES.items()), ("", None))
        asked = uploads.asked_on(part)(name)
        if uploaded is None or asked is None:
            return _told(422, _("ファイルを受け取れませんでした。もう一度選んでください。"))
        try:
            value = saving.accept_file(asked, uploaded, own)
        except FieldError as refused:
            response = _told(503 if own.busy else 422, refused.message)
            if own.busy:
                response["Retry-After"] = "30"
            return response
    told = {"id": value["id"], "name": value["name"], "size": value["size"]}
    return JsonResponse(told | {"size_words": size_words(value["size"])}, status=201)


@draft_view(machine=True)
@require_POST
def remove(request: HttpRequest, visit: DraftVisit, file_id: uuid.UUID) -> HttpResponse:
    """Delete a file of the draft at once, unless its answers name it.

    Those that do let go of it when the page is saved without it.
    """
    store.remove(visit.draft, [file_id])
    return JsonResponse({})


def _told(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def _key(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.headers.get("X-Upload-Key", "")))
    except ValueError:
        return ""
