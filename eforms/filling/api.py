"""The JSON API of filling in a form: the whole way without a page of ours.

Read a form, prove an address, make a draft, send its sections, check, submit, follow. What the
pages refuse is refused here too, by the same functions.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from ninja import Field, Router, Schema, Status

from accounts.network import client_address, network_of
from eforms.applications import signing_gate
from eforms.applications.models import Application
from eforms.building.versions import current_version, schema_of
from eforms.building.windows import window_of
from eforms.engine.schema import Question
from eforms.fields.base import FieldError
from eforms.filling import (
    codes,
    definition,
    documents,
    drafts,
    given,
    saving,
    sending,
    tokens,
    uploads,
    writing,
)
from eforms.filling.api_access import bearer, own_draft, owned_draft, page_of, section_of
from eforms.filling.api_refusals import (
    already_sent,
    answers_refused,
    newer_version,
    not_open,
    not_signed,
    open_or_refuse,
    unknown_codes,
)
from eforms.filling.keeping import service_name
from eforms.filling.kinds import kinds_of
from eforms.filling.models import Draft, EmailCode
from eforms.filling.problems import Problem
from eforms.filling.store import DraftStore


router = Router(tags=["申請フォーム"])


class Address(Schema):
    """An e-mail address to prove."""

    email: str = Field(max_length=1000)


class Code(Schema):
    """The code that the mail carried."""

    code: str = Field(max_length=100)


class Start(Schema):
    """Who applies; needed where a form is for several kinds."""

    applicant_kind: str = Field("", max_length=16)


class Values(Schema):
    """Answers of a section by question code; with ``version``, only for that version."""

    values: dict[str, Any]
    version: int | None = None


class Submit(Schema):
    """What ``check`` showed; without it a draft is sent as it is, unless its form was changed."""

    revision: int | None = None
    version: int | None = None


@router.get("/forms/{code}", summary="フォームの定義", response=dict)
def read_form(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    """The current version: sections, questions, rules by code, JSON Schema of each answer."""
    page = page_of(code)
    version = current_version(page)
    if version is None:
        raise Http404
    window = window_of(page, timezone.now())
    etag = definition.etag_of(page, version, window)
    kept = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=kept)
    for name, value in kept.items():
        response[name] = value
    return definition.definition(page, version, window)


@router.post("/email-codes", summary="確認コードを送る", response={202: dict})
def ask_code(request: HttpRequest, data: Address) -> Any:
    """Send a code to an address. The answer is the same for every address."""
    try:
        made = codes.issue(
            codes.clean_address(data.email),
            browser=codes.API_CLIENT,
            network=network_of(client_address(request)),
            service=service_name(),
            now=timezone.now(),
        )
    except codes.AddressRefused as refused:
        raise Problem(422, "メールアドレスをご確認ください", str(refused)) from refused
    except codes.TooManyCodes as busy:
        detail = f"あと{busy.minutes}分ほど待ってから、もう一度送ってください。"
        raise Problem(429, "確認コードの送信が続いています", detail) from busy
    return Status(202, {"id": str(made.pk), "expires_at": made.expires_at.isoformat()})


@router.post("/email-codes/{code_id}/verify", summary="確認コードを確かめる", response=dict)
def verify_code(request: HttpRequest, code_id: uuid.UUID, data: Code) -> Any:
    """Return a bearer token for the address, valid for 24 hours."""
    now = timezone.now()
    tried = codes.attempt(code_id, data.code, browser=codes.API_CLIENT, now=now)
    if tried.outcome == codes.Outcome.WRONG and tried.left:
        detail = f"メールを見て、もう一度送ってください（あと{tried.left}回）。"
        raise Problem(422, "確認コードが違います", detail)
    if tried.outcome != codes.Outcome.RIGHT:
        detail = "新しい確認コードを送り直してください。"
        raise Problem(422, "この確認コードは使えなくなりました", detail)
    token, row = tokens.issue(EmailCode.objects.get(pk=code_id), now=now)
    return {"token": token, "expires_at": row.expires_at.isoformat()}


@router.post("/forms/{code}/drafts", summary="入力を始める", auth=bearer, response={201: dict})
def make_draft(request: HttpRequest, code: str, data: Start) -> Any:
    """Make a draft on the form's current version.

    Parameters of the address are what a link to the form gives (questions of type hidden_value).
    """
    page, now = page_of(code), timezone.now()
    open_or_refuse(window_of(page, now))
    version = current_version(page)
    if version is None:
        raise Http404
    if not page.allow_guest:
        detail = "アカウントにサインインして、画面から申請してください。"
        raise Problem(403, "この申請にはアカウントが必要です", detail)
    kinds = [kind.value for kind in kinds_of(page)]
    chosen = data.applicant_kind or (kinds[0] if len(kinds) == 1 else "")
    if chosen not in kinds:
        detail = "applicant_kind に次のどれかを入れてください：" + ", ".join(kinds)
        raise Problem(422, "申請する方の区分を選んでください", detail)
    if signing_gate.cannot_be_sent(page, chosen):
        raise not_signed()
    try:
        answers = given.answers(schema_of(version), request.GET)
        draft = drafts.begin(version, request.auth, chosen, now=now, given=answers)
    except drafts.TooManyDrafts as many:
        detail = "画面から、続きを入力するか、期限が過ぎるのをお待ちください。"
        raise Problem(409, "入力の途中の申請が多すぎます", detail) from many
    return Status(201, documents.of_draft(draft))


@router.get("/drafts/{draft_id}", summary="下書きの状態", auth=bearer, response=dict)
def read_draft(request: HttpRequest, draft_id: uuid.UUID) -> Any:
    """Which sections are shown, and which is to be filled next."""
    return documents.of_draft(own_draft(request, draft_id))


@router.get(
    "/drafts/{draft_id}/sections/{number}", summary="セクションを読む", auth=bearer, response=dict
)
def read_section(request: HttpRequest, draft_id: uuid.UUID, number: int) -> Any:
    """The answers of a section by question code, and what is shown and required now."""
    draft = own_draft(request, draft_id)
    schema = schema_of(draft.version)
    return documents.of_section(draft, schema, section_of(schema, number))


@router.put(
    "/drafts/{draft_id}/sections/{number}", summary="セクションを送る", auth=bearer, response=dict
)
def write_section(request: HttpRequest, draft_id: uuid.UUID, number: int, data: Values) -> Any:
    """Check and store a whole section; the answer says which one comes next."""
    draft = own_draft(request, draft_id, changing=True)
    if data.version not in (None, draft.version.number):
        raise newer_version()
    schema = schema_of(draft.version)
    section = section_of(schema, number)
    unknown = documents.unknown_codes(section, data.values)
    if unknown:
        raise unknown_codes(unknown)
    journey = documents.journey_of(draft)
    if not journey.may_visit(section.id):
        gap = documents.number(schema, journey.first_gap())
        detail = (
            f"先に、セクション{gap}を送ってください。" if gap else "いまの回答では表示されません。"
        )
        raise Problem(409, "このセクションはまだ送れません", detail, next=gap)
    try:
        saved = saving.save_values(draft, schema, section, data.values, now=timezone.now())
    except writing.DraftGone as gone:
        raise already_sent(draft_id) from gone
    if saved.outcome == "refused":
        raise answers_refused(schema, saved.errors)
    if saved.outcome == "moved":
        raise newer_version()
    if saved.outcome == "behind":
        detail = "読み直してから、もう一度送ってください。"
        raise Problem(409, "同時に更新されています", detail)
    following = saving.next_section(documents.journey_of(draft), section, to_check=False)
    return documents.of_section(draft, schema, section) | {
        "next": documents.number(schema, following)
    }


@router.post(
    "/drafts/{draft_id}/attachments",
    summary="ファイルを添付する",
    auth=bearer,
    response={201: dict},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                }
            },
        }
    },
)
def attach(request: HttpRequest, draft_id: uuid.UUID, question: str) -> Any:
    """Receive one file for the attachment question with this code; answer with its value."""
    draft = own_draft(request, draft_id, changing=True)
    schema = schema_of(draft.version)
    asked = next(
        (q for q in schema.questions() if q.code == question and q.type == "attachment"), None
    )
    if asked is None:
        detail = "question には、種類が attachment の質問の code を入れてください。"
        raise Problem(422, "添付の質問が見つかりません", detail)
    return Status(201, _receive(request, draft, asked))


@router.get("/drafts/{draft_id}/check", summary="送信前の確認", auth=bearer, response=dict)
def check(request: HttpRequest, draft_id: uuid.UUID) -> Any:
    """Every answer as it will be sent, and the sections that are not filled yet."""
    return documents.of_check(own_draft(request, draft_id))


@router.post("/drafts/{draft_id}/submit", summary="申請する", auth=bearer, response=dict)
def submit(request: HttpRequest, draft_id: uuid.UUID, data: Submit | None = None) -> Any:
    """Send the draft. Sent again, it answers with the same receipt number."""
    draft = owned_draft(request, draft_id)
    seen = None if data is None or data.revision is None else str(data.revision)
    try:
        version = data.version if data else None
        application = sending.send(draft.pk, seen=seen, version=version, now=timezone.now)
    except sending.NotOpen as closed:
        raise not_open(window_of(draft.version.page, timezone.now())) from closed
    except sending.NotSigned as unsigned:
        raise not_signed() from unsigned
    except sending.Stopped as stopped:
        question = stopped.question
        detail = "回答が正しいか確かめて、変更があればセクションを送り直してください。"
        raise Problem(409, question.label, detail, stopped=documents.of_stop(question)) from stopped
    except sending.Changed as changed:
        draft = own_draft(request, draft_id)
        gap = documents.number(schema_of(draft.version), documents.journey_of(draft).first_gap())
        if gap is not None:
            detail = f"セクション{gap}を送ってください。"
            raise Problem(409, "まだ入力が終わっていません", detail, next=gap) from changed
        detail = (
            "check を読み直し、そこにある revision と version を付けて、もう一度送ってください。"
        )
        raise Problem(409, "確認のあとに内容が変わっています", detail) from changed
    except sending.Incomplete as incomplete:
        raise answers_refused(schema_of(draft.version), incomplete.errors) from incomplete
    return {"id": str(application.pk), "receipt_number": application.receipt_number}


@router.get("/applications/{application_id}", summary="申請の状態", auth=bearer, response=dict)
def read_application(request: HttpRequest, application_id: uuid.UUID) -> Any:
    """The state and its history, with the reasons that were given to the applicant."""
    application = Application.objects.filter(pk=application_id).first()
    if application is None or not request.auth.owns(application):
        raise Http404
    return documents.of_application(application)


def _receive(request: HttpRequest, draft: Draft, asked: Question) -> dict:
    store = DraftStore(draft)
    try:
        with uploads.receiving(
            request, lambda name: asked if name == "file" else None, room=store.room()
        ):
            uploaded = request.FILES.get("file")
            if uploaded is None:
                detail = "file という名前でファイルを送ってください。"
                raise Problem(422, "ファイルがありません", detail)
            return saving.accept_file(asked, uploaded, store)
    except uploads.RequestTooBig as big:
        detail = "添付できるファイルは、1つ10MBまで、1件の申請で合わせて100MBまでです。"
        raise Problem(413, "一度に送れる大きさを超えています", detail) from big
    except FieldError as refused:
        if store.busy:
            raise Problem(503, "いまはファイルを確かめられません", str(refused)) from refused
        raise Problem(422, "このファイルは添付できません", str(refused)) from refused
