"""番号を表示する: one My Number, for a reason, to a named handler, for a minute, on the record.

The number stands in the answer to the POST and nowhere else: no redirect, no session, no cache.
"""

import re
import unicodedata
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts import throttle
from accounts.limits import network
from audit import log
from eforms.applications import my_numbers, reading
from eforms.applications.models import Application
from eforms.applications.submission import secret_ids
from eforms.building.versions import schema_of
from eforms.fields.display import SummaryRow
from eforms.review.page import ApplicationPage
from eforms.review.scope import MyNumberView
from vault.envelope import VaultError, refuse


SHOWN_FOR = 60  # seconds
REVEALS = throttle.Limit("my-number-reveal", 30, 60 * 60)  # of one handler
NOTE_LENGTH = 200
REASONS = {
    "identity": "本人確認（番号確認）のため",
    "task": "個人番号利用事務の処理に使うため",
    "inquiry": "申請者からの問い合わせに答えるため",
    "correction": "番号の誤りを確かめるため",
    "other": "その他（下の欄に書いてください）",
}
# Whatever stands between them: a number can be written in many ways.
DIGITS_IN_NOTE = 7


class ReasonForm(forms.Form):
    """Why the number is needed: kept in the audit log, so without anything personal."""

    reason = forms.ChoiceField(
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "番号を表示する理由を選んでください。",
            "invalid_choice": "番号を表示する理由を、一覧から選んでください。",
        },
    )
    note = forms.CharField(required=False)

    def clean_note(self) -> str:
        """Return the note; a number in it would lie in the log for ever."""
        note = self.cleaned_data["note"].strip()
        if len(note) > NOTE_LENGTH:
            raise forms.ValidationError(f"補足は{NOTE_LENGTH}文字以内で入力してください。")
        digits = sum(map(str.isdigit, unicodedata.normalize("NFKC", note)))
        if digits > DIGITS_IN_NOTE:
            raise forms.ValidationError(
                "補足は記録に残るため、番号を書かないでください。"
                f"数字を{DIGITS_IN_NOTE}文字までに減らして、もう一度入力してください。"
            )
        return note

    def clean(self) -> dict[str, Any]:
        """Ask for words where the list has none."""
        data = super().clean() or {}
        if data.get("reason") == "other" and not data.get("note") and "note" not in self.errors:
            self.add_error("note", "「その他」のときは、理由を補足に入力してください。")
        return data


class RevealView(MyNumberView, ApplicationPage):
    """GET asks for the reason; POST shows the number."""

    template_name = "eforms/review/reveal.html"
    header_icon = "lock"
    title = "マイナンバーの表示"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Ask."""
        return self.answer(form=ReasonForm())

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Show it, once the showing is recorded."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        number_id = self.kwargs["number_id"]
        wait = throttle.take(REVEALS, str(request.user.pk))
        if wait:
            record(self.application, number_id, request, form, result="refused", why="too_often")
            problem = (
                f"番号の表示は、1時間に{REVEALS.tries}回までです。"
                f"{throttle.waiting_text(wait)}待ってから、もう一度お試しください。"
            )
            return self.answer(form=form, problem=problem, status=429)
        try:
            number = open_number(self.application, number_id)
        except VaultError:
            record(self.application, number_id, request, form, result="refused", why="damaged")
            problem = (
                "番号を読み取れませんでした。データが変更された可能性があります。"
                "この画面を閉じて、システム管理者に連絡してください。"
            )
            return self.answer(form=form, problem=problem, status=409)
        record(self.application, number_id, request, form)
        return self.answer(number=" ".join(re.findall("....", number)))

    def answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page, never to be kept anywhere."""
        response = self.render_to_response(self.get_context_data(**context), status=status)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows.

        Raises:
            Http404: the application has no such number (any more).
        """
        return super().get_context_data(
            application=self.application,
            row=row_of(self.application, self.kwargs["number_id"]),
            seconds=SHOWN_FOR,
            limit=NOTE_LENGTH,
            **kwargs,
        )


def row_of(application: Application, number_id: UUID) -> SummaryRow:
    """Return the answer that names a number.

    Raises:
        Http404: none does, or the number was destroyed.
    """
    sections = reading.answers_as_sent(application, tails=my_numbers.tails(application))
    rows = (row for section in sections for row in section.rows)
    found = next((row for row in rows if row.secret == str(number_id)), None)
    if found is None:
        raise Http404
    return found


def open_number(application: Application, number_id: UUID) -> str:
    """Return a number of an application in clear.

    Its row must be the application's, and the sealed answers must name it: a row that was moved
    here in the database is refused.

    Raises:
        Http404: there is no such number.
        VaultError: it was moved or altered, or does not open.
    """
    found = application.my_numbers.filter(pk=number_id).first()
    if found is None:
        raise Http404
    if number_id not in secret_ids(schema_of(application.version), application.answers):
        raise refuse(f"eforms.MyNumber/{number_id}")
    return found.number()


def record(
    application: Application,
    number_id: UUID,
    request: Any,
    form: ReasonForm,
    *,
    result: str = "ok",
    why: str = "",
) -> None:
    """Write down who was shown what, from where and for which reason; never the number."""
    data = {
        "application": str(application.pk),
        "form": application.page_id,
        "reason": form.cleaned_data["reason"],
        "note": form.cleaned_data["note"],
        "network": network(request),
    }
    log.record(
        "my_number.revealed",
        actor=log.staff(request.user),
        target=f"eforms.MyNumber/{number_id}",
        organisation_id=application.organisation_id,
        result=result,
        data=data | ({"why": why} if why else {}),
    )
