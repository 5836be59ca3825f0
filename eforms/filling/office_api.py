"""The JSON API after sending: answering a correction, and messages with the office."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from ninja import Field, Router, Schema, Status

from eforms.applications import actors, messages
from eforms.applications.correction_steps import Changed, NotAsked, TooLate
from eforms.applications.corrections import Place, open_correction
from eforms.applications.models import Application
from eforms.applications.submission import AttachmentLost
from eforms.engine.journey import ROW
from eforms.engine.schema import Group, Question
from eforms.fields import registry
from eforms.fields.base import Context, FieldError, part_name
from eforms.fields.input_errors import InputError, at_question
from eforms.fields.rows import question_name, rows_name
from eforms.filling import correcting, documents, uploads
from eforms.filling.api_access import bearer
from eforms.filling.correcting import Correcting, CorrectionStore, Incomplete
from eforms.filling.problems import Problem


router = Router(tags=["送信したあと"])


class Value(Schema):
    """An answer: ``code`` of the question or group, ``row`` of one in a row, and its value."""

    code: str = Field(max_length=100)
    row: str = Field("", max_length=12)
    value: Any = None


class CorrectionAnswer(Schema):
    """The answers of a correction; what is asked and not here keeps its old answer."""

    correction: uuid.UUID
    values: list[Value] = Field(max_length=500)


class NewMessage(Schema):
    """A message; sent again with the same ``key`` it is there once."""

    text: str = Field(max_length=20_000)
    key: uuid.UUID


@router.get(
    "/applications/{application_id}/correction", summary="補正の依頼", auth=bearer, response=dict
)
def read_correction(request: HttpRequest, application_id: uuid.UUID) -> Any:
    """What the office asks for: the questions, its words, the old answers, the last day."""
    work = _work(_owned(request, application_id))
    return {
        "id": str(work.correction.pk),
        "due_on": work.correction.due_on.isoformat(),
        "words": work.correction.words or "",
        "questions": [_question(work, place) for place in work.read_kept().places],
    }


@router.post(
    "/applications/{application_id}/correction", summary="補正を送る", auth=bearer, response=dict
)
def answer_correction(
    request: HttpRequest, application_id: uuid.UUID, data: CorrectionAnswer
) -> Any:
    """Answer it, once. Questions that the answers open are told (422), to be sent along."""
    application = _owned(request, application_id)
    done = application.corrections.filter(pk=data.correction, status="answered").exists()
    if done:
        return documents.of_application(application)
    work = _work(application)
    if work.correction.pk != data.correction:
        raise _gone()
    inputs = _inputs(work, data.values)
    answered = work.read(MultiValueDict(inputs))
    sent = {_place(work, value) for value in data.values}
    missing = [place for place in work.beside(answered) if place not in sent]
    if missing:
        opened = [_question(work, place) for place in missing]
        detail = "opened の質問の答えも、values に入れて送ってください。"
        raise Problem(422, "答えに合わせて、質問が増えました", detail, opened=opened)
    if answered.errors:
        raise _refused(work, answered.errors)
    try:
        work.keep(inputs, work.beside(answered), timezone.now())
        application = correcting.send(
            application, work.correction, request.auth, seen=str(work.correction.revision)
        )
    except (NotAsked, TooLate) as gone:
        raise _gone() from gone
    except (Changed, AttachmentLost) as changed:
        detail = "correction を読み直して、もう一度送ってください。"
        raise Problem(409, "同時に更新されています", detail) from changed
    except Incomplete as incomplete:
        raise _refused(work, incomplete.errors) from incomplete
    return documents.of_application(application)


@router.post(
    "/applications/{application_id}/correction/attachments",
    summary="補正のファイルを添付する",
    auth=bearer,
    response={201: dict},
)
def attach(request: HttpRequest, application_id: uuid.UUID, question: str) -> Any:
    """Receive one file (``file``) for an attachment question; answer with its value."""
    work = _work(_owned(request, application_id))
    asked = next(
        (q for q in work.schema.questions() if q.code == question and q.type == "attachment"), None
    )
    if asked is None:
        detail = "question には、種類が attachment の質問の code を入れてください。"
        raise Problem(422, "添付の質問が見つかりません", detail)
    store = CorrectionStore(work.correction)
    try:
        with uploads.receiving(
            request, lambda name: asked if name == "file" else None, room=store.room()
        ):
            uploaded = request.FILES.get("file")
            if uploaded is None:
                detail = "file という名前でファイルを送ってください。"
                raise Problem(422, "ファイルがありません", detail)
            kind = registry.get(asked.type)
            return Status(201, kind.clean(asked, {"files": [uploaded]}, Context(store=store))[0])
    except uploads.RequestTooBig as big:
        raise Problem(413, "一度に送れる大きさを超えています") from big
    except FieldError as refused:
        raise Problem(422, "このファイルは添付できません", str(refused)) from refused


@router.get(
    "/applications/{application_id}/messages", summary="メッセージ", auth=bearer, response=dict
)
def read_messages(request: HttpRequest, application_id: uuid.UUID) -> Any:
    """The messages in order; the office is named, never an employee."""
    application = _owned(request, application_id)
    return {
        "open": messages.is_open(application, timezone.now()),
        "messages": [
            {
                "id": str(message.pk),
                "by": message.side,
                "name": "" if message.side == "applicant" else application.organisation.name,
                "text": message.text,
                "sent_at": message.sent_at.isoformat(),
                "read": message.read_at is not None,
                "files": [
                    {"id": str(file.pk), "name": file.name, "size": file.size}
                    for file in message.attachments.all()
                ],
            }
            for message in application.messages.prefetch_related("attachments")
        ],
    }


@router.post(
    "/applications/{application_id}/messages",
    summary="メッセージを送る",
    auth=bearer,
    response={201: dict},
)
def write_message(request: HttpRequest, application_id: uuid.UUID, data: NewMessage) -> Any:
    """Send a message to the office."""
    application = _owned(request, application_id)
    actor = actors.applicant(request.auth)
    try:
        message, _new = messages.send(application.pk, actor=actor, text=data.text, key=data.key)
    except messages.MessageRefused as refused:
        raise Problem(422, "メッセージを送っていません", str(refused)) from refused
    return Status(201, {"id": str(message.pk)})


def _owned(request: HttpRequest, application_id: uuid.UUID) -> Application:
    found = Application.objects.filter(pk=application_id).first()
    if found is None or not request.auth.owns(found):
        raise Http404
    return found


def _work(application: Application) -> Correcting:
    found = open_correction(application)
    if found is None:
        raise _gone()
    if not found.is_open_at(timezone.now()):
        detail = "担当課に連絡して、受付番号と、期限を過ぎたことをお伝えください。"
        raise Problem(409, "補正の期限が過ぎました", detail)
    return Correcting(application, found)


def _gone() -> Problem:
    detail = "申請の状態を読み直してください。"
    return Problem(409, "いま依頼されている補正はありません", detail)


def _refused(work: Correcting, errors: list[InputError]) -> Problem:
    told = documents.of_errors(work.schema, errors)
    title = f"入力内容に{len(told)}件の確認事項があります"
    return Problem(422, title, "それぞれのメッセージのとおりに直してください。", errors=told)


def _question(work: Correcting, at: Any) -> dict:
    place = Place(*at)
    item = work.schema.item(place.item_id)
    told = {
        "code": item.code,
        "row": place.row_id or "",
        "label": item.label,
        "words": work.correction.items.get(str(place), ""),
    }
    if isinstance(item, Group):
        return told
    value = work.before.answer(item.id, place.row_id)
    return told | {"value": registry.get(item.type).api_value(item, value)}


def _place(work: Correcting, value: Value) -> Place:
    found = next((item for item in work.schema.items.values() if item.code == value.code), None)
    if found is None:
        raise Problem(422, "質問が見つかりません", f"code「{value.code[:50]}」をご確認ください。")
    return Place(found.id, value.row or None)


def _inputs(work: Correcting, values: list[Value]) -> dict[str, list[str]]:
    """Return the inputs of a page that would hold these values, and the old answers elsewhere."""
    inputs: dict[str, list[str]] = {}
    errors: list[InputError] = []
    store = CorrectionStore(work.correction)

    def put(question: Question, group: Group | None, row: str | None, value: Any) -> None:
        kind = registry.get(question.type)
        try:
            taken = kind.accept_json(question, value, Context(row_id=row, store=store))
        except FieldError as error:
            errors.append(at_question(question, group, row, error))
            return
        for part, texts in kind.raw_from_value(question, taken).items():
            inputs[part_name(question_name(question, group, row), part)] = list(texts)

    given = {_place(work, value): value.value for value in values}
    old = {place: _stored(work, place) for place in work.correction.places if place not in given}
    for place, value in (old | given).items():
        item, group = work.schema.item(place.item_id), work.schema.group_of(place.item_id)
        if isinstance(item, Question):
            put(item, group, place.row_id, value)
            continue
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        rows = rows[: item.maximum + 1]
        inputs[rows_name(item)] = [f"r{number}" for number in range(1, len(rows) + 1)]
        for number, row in enumerate(rows, 1):
            for question in item.items:
                if question.is_asked:
                    answer = row.get(question.code, row.get(question.id))
                    put(question, item, f"r{number}", answer)
    if errors:
        raise _refused(work, errors)
    return inputs


def _stored(work: Correcting, place: Place) -> Any:
    item = work.schema.item(place.item_id)
    if isinstance(item, Group):
        return [
            {key: value for key, value in row.items() if key != ROW}
            for row in work.before.rows(item.id)
        ]
    return work.before.answer(item.id, place.row_id)
