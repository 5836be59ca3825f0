"""データの写し: everything the site keeps about a citizen, as one ZIP made while it is sent.

``データ.json`` is for programs, ``内容.txt`` for people; then the files. A My Number is told by its
last digits only: whoever gets hold of the copy must not get the number with it.
"""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import devices, sessions
from accounts.citizens import Citizen
from eforms.applications import files, my_numbers, owners, quarantine, reading, wording
from eforms.applications.models import Application, Attachment
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.fields.display import SummarySection, as_text, summary
from eforms.filling import profiles
from eforms.filling.kinds import LABELS
from eforms.filling.models import Draft
from vault.envelope import VaultError


Part = dict[str, Any]


def archive(citizen: Citizen) -> Iterator[bytes]:
    """Yield the ZIP piece by piece; no file lies in memory as a whole."""
    target = _Stream()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        told = {"account": _account(citizen), "profile": _profile(citizen)}
        told |= {"applications": [], "drafts": []}
        readable = [_heading(told)]
        missing: list[str] = []
        for application in _applications(citizen):
            part, text = _application(application)
            told["applications"].append(part)
            readable.append(text)
            # A document of the office is handed over on its own page, which keeps a record of it.
            attached = application.attachments.filter(delivery=None).order_by("created_at", "pk")
            yield from _pack(packed, target, attached, application.receipt_number, missing)
        for number, draft in enumerate(_drafts(citizen), start=1):
            part, text = _draft(draft)
            told["drafts"].append(part)
            readable.append(text)
            attached = Attachment.objects.filter(draft=draft, application=None)
            yield from _pack(packed, target, attached, f"draft-{number}", missing)
        told["files_not_included"] = missing
        if missing:
            readable.append(_("入れられなかったファイル：") + "、".join(missing))
        text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
        _write(packed, "データ.json", text.encode())
        # With a mark, so that Windows does not read it as another encoding.
        _write(packed, "内容.txt", "\n\n".join(readable).replace("\n", "\r\n").encode("utf-8-sig"))
        yield target.taken()
    yield target.taken()


class _Stream(io.RawIOBase):
    """What zipfile writes, handed out as it comes; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def _pack(
    packed: zipfile.ZipFile,
    target: _Stream,
    attached: QuerySet[Attachment],
    folder: str,
    missing: list[str],
) -> Iterator[bytes]:
    for number, attachment in enumerate(attached, start=1):
        name = f"{folder}/{number:02}-{attachment.name}"
        if not quarantine.open_to_owner(attachment):
            missing.append(name)
            continue
        try:
            # The first piece tells whether it can be read, before the archive names the file.
            pieces = files.read(attachment.pk)
            piece = next(pieces, b"")
        except (OSError, VaultError):
            missing.append(name)
            continue
        with packed.open(_entry(name), "w", force_zip64=True) as entry:
            while piece:
                entry.write(piece)
                yield target.taken()
                piece = next(pieces, b"")
        yield target.taken()


def _write(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    packed.writestr(_entry(name), data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _account(citizen: Citizen) -> Part:
    return {
        "email": citizen.email,
        "registered_at": citizen.created_at.isoformat(),
        "sessions": [
            {
                "device": devices.in_words(one.device),
                "signed_in_at": one.created_at.isoformat(),
                "last_used_at": one.last_used_at.isoformat(),
            }
            for one in sessions.living(citizen)
        ],
    }


def _profile(citizen: Citizen) -> Part:
    return {
        kind: {"answers": kept, "readable": _rows(profiles.told(kind, kept))}
        for kind, kept in profiles.load_all(citizen).items()
    }


def _rows(told: list[tuple[str, list[str]]]) -> list[Part]:
    return [{"label": label, "lines": lines} for label, lines in told]


def _heading(told: Part) -> str:
    account = told["account"]
    lines = [
        _("アカウントのデータの写し"),
        f"{_('作成日時')}：{timezone.localtime():%Y-%m-%d %H:%M}",
        f"{_('メールアドレス')}：{account['email']}",
        f"{_('登録日時')}：{account['registered_at']}",
        "",
        f"■ {_('サインインしている端末')}",
        *(f"{one['device']}　{one['signed_in_at']}" for one in account["sessions"]),
    ]
    for kind, kept in told["profile"].items():
        lines += ["", f"■ {_('登録情報')}（{LABELS[kind]}）"]
        lines += [f"{row['label']}：{'　'.join(row['lines'])}" for row in kept["readable"]]
    return "\n".join(lines)


def _applications(citizen: Citizen) -> Iterator[Application]:
    found = owners.applications_of_citizen(citizen).select_related("page", "version")
    yield from found.defer(*reading.HEAVY).iterator(chunk_size=20)


def _application(application: Application) -> tuple[Part, str]:
    sections = reading.answers_as_sent(application, tails=my_numbers.tails(application))
    steps = wording.history(application)
    part = {
        "receipt_number": application.receipt_number,
        "form": application.page.title,
        "received_at": application.received_at.isoformat(),
        "state": application.get_state_display(),
        "email": application.email,
        "history": [_step(step) for step in steps],
        "answers": _answers(sections),
        "messages": [
            {"from": one.get_side_display(), "at": one.sent_at.isoformat(), "text": one.text}
            for one in application.messages.all()
        ],
        "documents": [
            {"title": one.title, "delivered_at": one.delivered_at.isoformat(), "until": one.until}
            for one in application.deliveries.all()
        ],
    }
    text = "\n".join(
        [
            "=" * 30,
            f"{application.page.title}　{application.receipt_number}",
            f"{_('受付日時')}：{timezone.localtime(application.received_at):%Y-%m-%d %H:%M}",
            f"{_('状態')}：{application.get_state_display()}",
            "",
            as_text(sections),
            *(f"\n［{one['from']}］{one['at']}\n{one['text']}" for one in part["messages"]),
        ]
    )
    return part, text


def _step(step: Any) -> Part:
    return {name: str(getattr(step, name)) for name in ("at", "who", "text", "reason", "next_step")}


def _drafts(citizen: Citizen) -> Iterator[Draft]:
    found = Draft.objects.filter(citizen=citizen, submitted_at=None).order_by("created_at")
    yield from found.select_related("version__page").defer("version__schema").iterator(20)


def _draft(draft: Draft) -> tuple[Part, str]:
    schema = schema_of(draft.version)
    journey = Journey(schema, draft.answers, draft.applicant_kind)
    sections = summary(schema, journey, tails=my_numbers.tails(draft))
    part = {
        "form": draft.version.page.title,
        "begun_at": draft.created_at.isoformat(),
        "kept_until": draft.expires_at.isoformat(),
        "answers": _answers(sections),
        "typed_and_not_checked": list((draft.unchecked or {}).values()),
    }
    title = _("入力の途中の申請")
    text = f"{'=' * 30}\n{title}：{draft.version.page.title}\n\n{as_text(sections)}"
    return part, text


def _answers(sections: list[SummarySection]) -> list[Part]:
    return [
        {
            "page": section.title,
            "answers": [
                {"label": row.label, "row": row.row_title, "lines": row.lines}
                for row in section.rows
            ],
        }
        for section in sections
    ]
