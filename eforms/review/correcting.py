"""Asking for a correction: the answers with a box each, the office's words, a deadline."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from wagtail.admin import messages

from eforms.applications import reading
from eforms.applications.actors import StaffActor
from eforms.applications.correction_steps import ITEM_LIMIT, LONGEST, WORDS_LIMIT, ask
from eforms.applications.corrections import Place
from eforms.applications.states import TRANSITIONS
from eforms.applications.transitions import NotAllowed, TransitionRefused, available
from eforms.building.versions import schema_of
from eforms.engine.schema import FormSchema, Question
from eforms.fields import registry
from eforms.review.page import ApplicationPage


REQUEST = TRANSITIONS["request_correction"]
USUAL = timedelta(days=14)
NO_NUMBERS = (
    "マイナンバーの補正は、この画面では依頼できません。申請者に電話などで連絡し、"
    "窓口で確認するか、取り下げて申請し直していただくようお願いしてください。"
)


class CorrectionView(ApplicationPage):
    """Choose, explain, send."""

    template_name = "eforms/review/correction.html"
    title = REQUEST.label
    problem: TransitionRefused | None = None

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Ask; when it is not possible (any more), go back to the application."""
        if REQUEST not in available(self.application, StaffActor(request.user)):
            messages.warning(
                request,
                f"いまの状態では「{REQUEST.label}」操作はできません。最新の内容を確かめてください。",
            )
            return self.back()
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Send it; what is missing is asked for again with everything still there."""
        chosen = set(request.POST.getlist("place"))
        items = {
            place: request.POST.get(f"words-{place}", "")
            for place in self.places()
            if str(place) in chosen
        }
        try:
            ask(
                self.application.pk,
                actor=StaffActor(request.user),
                items=items,
                words=request.POST.get("words", ""),
                due_on=_day(request.POST.get("due_on", "")),
                seen_state=request.POST.get("seen_state"),
            )
        except NotAllowed as refused:
            messages.error(request, refused.message)
        except TransitionRefused as refused:
            if refused.field:
                self.problem = refused
                return self.render_to_response(self.get_context_data(), status=422)
            messages.error(request, refused.message)
        else:
            messages.success(
                request,
                f"{len(items)}個の質問の補正を依頼しました。申請者にメールで知らせます。",
            )
        return self.back()

    def places(self) -> list[Place]:
        """Return what can be asked, in the order of the form."""
        return [
            Place(*line["place"])
            for section in self.sections()
            for line in section["lines"]
            if line["may_ask"]
        ]

    def sections(self) -> list[dict]:
        """Return the form with its answers; each line may be chosen or says why not."""
        if not hasattr(self, "_sections"):
            schema = schema_of(self.application.version)
            self._sections = [
                {"title": part.title, "lines": list(_lines(schema, part.rows))}
                for part in reading.answers_as_sent(self.application, staff=True)
            ]
        return self._sections

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows, with what was typed."""
        posted = self.request.POST
        chosen = set(posted.getlist("place"))
        for line in (line for section in self.sections() for line in section["lines"]):
            key = line["key"]
            line["chosen"] = key in chosen
            line["words"] = posted.get(f"words-{key}", "")
            line["problem"] = self.problem.message if self._is_at(key) else ""
        today = timezone.localdate()
        return super().get_context_data(
            application=self.application,
            sections=self.sections(),
            words=posted.get("words", ""),
            due_on=posted.get("due_on", (today + USUAL).isoformat()),
            earliest=(today + timedelta(days=1)).isoformat(),
            latest=(today + LONGEST).isoformat(),
            problem=self.problem,
            anchor=self._anchor(),
            limit=WORDS_LIMIT,
            item_limit=ITEM_LIMIT,
            **kwargs,
        )

    def _is_at(self, key: str) -> bool:
        return self.problem is not None and self.problem.field == key

    def _anchor(self) -> str:
        if self.problem is None:
            return ""
        field = self.problem.field
        return field if field in ("items", "words", "due_on") else f"words-{field}"


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _lines(schema: FormSchema, rows: list) -> Any:
    """Yield a line for each answer, and before the rows of a group one for all of them."""
    groups = set()
    for row in rows:
        if row.group_id and row.group_id not in groups:
            groups.add(row.group_id)
            group = schema.item(row.group_id)
            secret = any(_is_secret(question) for question in group.items)
            yield _line(
                Place(group.id),
                f"{group.label}（全部の行。行の追加と削除もできます）",
                may_ask=not secret,
                why=NO_NUMBERS if secret else "",
            )
        item = schema.item(row.question_id)
        if not isinstance(item, Question):
            continue
        secret = _is_secret(item)
        yield _line(
            Place(row.question_id, row.row_id),
            f"{row.row_title}　{row.label}" if row.row_title else row.label,
            may_ask=item.is_asked and not secret,
            why=NO_NUMBERS if secret else "",
            answer=row,
        )


def _line(place: Place, label: str, *, may_ask: bool, why: str, answer: Any = None) -> dict:
    return {
        "place": place,
        "key": str(place),
        "label": label,
        "may_ask": may_ask,
        "why": why,
        "answer": answer,
    }


def _is_secret(question: Question) -> bool:
    return registry.get(question.type).secret
