"""添付ファイル: files with limits.

Value: ``[{"id", "name", "size", "content_type", "sha256"}, …]`` as the store gave them.
"""

import random
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import file_checks, file_kinds
from eforms.fields.base import (
    Context,
    FieldError,
    FieldType,
    FileValue,
    Raw,
    View,
    named,
    part_name,
)
from eforms.fields.file_checks import DEFAULT_EXTENSIONS, Limits, size_words
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import frame
from eforms.inspection.refusal import Refused


# The hidden inputs of files that are here already: "id|size|name". Only the id is believed.
KEPT = "kept"
FILES = "files"


class AttachmentQuestion(FieldType):
    """Up to ``max_files`` files of ``max_mb`` MB each with one of ``extensions``."""

    name = "attachment"
    label = "添付ファイル"
    help = "書類や写真を添付してもらう質問です。"
    icon = "upload"
    value_kind = "file"
    json_words = "アップロードしたファイルのIDの配列"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return kinds, size and number."""
        return [
            (
                "extensions",
                blocks.MultipleChoiceBlock(
                    label="添付できる形式",
                    choices=[(kind.extension, kind.words) for kind in file_kinds.KINDS.values()],
                    default=DEFAULT_EXTENSIONS,
                    widget=forms.CheckboxSelectMultiple,
                ),
            ),
            (
                "max_mb",
                blocks.IntegerBlock(
                    label="1ファイルの大きさの上限（MB）", default=5, min_value=1, max_value=10
                ),
            ),
            (
                "max_files",
                blocks.IntegerBlock(
                    label="ファイルの数の上限", default=1, min_value=1, max_value=10
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"extensions": [str], "max_mb": int, "max_files": int}``."""
        chosen = value.get("extensions") or DEFAULT_EXTENSIONS
        return {
            "extensions": [name for name in file_kinds.KINDS if name in chosen],
            "max_mb": min(max(value.get("max_mb") or 5, 1), 10),
            "max_files": min(max(value.get("max_files") or 1, 1), 10),
        }

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the file input and the files that are here already."""
        return ("", KEPT)

    def parse(self, question: Question, data: Any, name: str, files: Any = None) -> Raw:
        """Return ids of kept files, and the files that came now."""
        came = files.getlist(name) if files is not None else []
        return {KEPT: data.getlist(part_name(name, KEPT)), FILES: came}

    def read(self, question: Question, raw: Raw, context: Context) -> list[FileValue]:
        """Return the files; each new one is checked, then kept by the store.

        Raises:
            FieldError: a file was refused; ``kept`` holds the others.
        """
        store = context.store
        ids = [str(part).partition("|")[0] for part in raw.get(KEPT) or ()]
        files = store.existing(question.id, context.row_id, ids) if store and ids else []
        refusals = []
        most = Limits.of(question).files
        if len(files) > most:
            refusals.append(file_checks.too_many(question))
            files = files[:most]
        for uploaded in raw.get(FILES) or ():
            if len(files) >= most:
                refusals.append(file_checks.too_many(question))
                break
            try:
                files.append(self._received(question, uploaded, context))
            except FieldError as refusal:
                refusals.append(refusal.message)
        if refusals:
            raise FieldError(" ".join(dict.fromkeys(refusals)), kept=files)
        return files

    def keepable(self, question: Question, raw: Raw, value: Any) -> Raw:
        """Return the files that the store has kept."""
        return self.raw_from_value(question, value)

    def _received(self, question: Question, uploaded: Any, context: Context) -> FileValue:
        limits = Limits.of(question)
        # One that was checked while it came in brings the outcome along.
        problem = getattr(uploaded, "refusal", None)
        if problem is None:
            problem = file_checks.problem(limits, uploaded)
        if problem:
            raise FieldError(problem)
        if context.store is None:
            raise FieldError(
                _("{question}は、この画面から添付してください。").format(question=named(question))
            )
        # Browsers tell what they like; what counts is the kind that was checked.
        uploaded.content_type = file_kinds.kind_of(uploaded.name or "").content_type
        try:
            return context.store.save(question, uploaded, context.row_id)
        except Refused as refused:
            words = file_checks.refusal(limits, uploaded.name or "", refused.reason)
            raise FieldError(words) from refused

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Take ids of files (or objects with an ``id``) that were uploaded before."""
        if value is None or value == []:
            return self.clean(question, {}, context)
        ids = value if isinstance(value, list) else [None]
        ids = [part.get("id") if isinstance(part, dict) else part for part in ids]
        if not all(isinstance(part, str) for part in ids):
            raise FieldError(f"{named(question)}を、{self.json_words}で指定してください。")
        files = self.clean(question, {KEPT: ids}, context) or []
        if {part["id"] for part in files} != set(ids):
            raise FieldError(
                f"{named(question)}のファイルが見つかりません。もう一度アップロードしてください。"
            )
        return files

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        return FieldError(
            _("{question}のファイルを選んでください。").format(question=named(question))
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the kept files."""
        kept = [f"{part['id']}|{part['size']}|{part['name']}" for part in value or ()]
        return {KEPT: kept}

    def display(self, question: Question, value: list[FileValue]) -> list[str]:
        """Return name and size of each file."""
        return [f"{part['name']}（{size_words(part['size'])}）" for part in value]

    def hint(self, question: Question) -> str:
        """Tell kinds, size, number and total up front, and what becomes of photos."""
        limits = Limits.of(question)
        text = _(
            "{allowed} のファイルを{files}個まで（1ファイル{megabytes}MBまで、"
            "1件の申請で合わせて{application_megabytes}MBまで）。"
        ).format(
            allowed=limits.allowed,
            files=limits.files,
            megabytes=limits.megabytes,
            application_megabytes=file_checks.APPLICATION_MEGABYTES,
        )
        if limits.takes_pictures:
            text += _("写真は、撮影した場所などの情報を取り除いて保存します。")
        return text

    def render(self, question: Question, view: View) -> str:
        """Return the files that are here, each with a button to remove it, and the file input."""
        kept = [_Kept.read(part) for part in view.raw.get(KEPT) or ()]
        full = len(kept) >= Limits.of(question).files
        inputs = self._files(view, kept, full) if kept else ""
        inputs += self._input(question, view, full)
        return frame(question, view, inputs, hint=self.hint(question), fieldset=True)

    def _files(self, view: View, kept: list["_Kept"], full: bool) -> str:
        files = join(self._file(view, part) for part in kept)
        # An error leads to the input, or to the list when there is no room for an input.
        anchor = {"id": view.name, "tabindex": "-1"} if full else {}
        return element("ul", files, class_="files", **anchor)

    def _file(self, view: View, kept: "_Kept") -> str:
        identity = escape(kept.id)
        return (
            f'<li class="file"><span class="file__name">{escape(kept.words)}</span>'
            f'<input type="hidden" name="{escape(view.id(KEPT))}" value="{escape(kept.raw)}">'
            f'<button type="submit" class="button button--text" name="remove_file"'
            f' value="{identity}">{_("削除")}'
            f'<span class="visually-hidden">：{escape(kept.name)}</span>'
            "</button></li>"
        )

    def _input(self, question: Question, view: View, full: bool) -> str:
        """Return the file input; without room it is there for the script alone."""
        limits = Limits.of(question)
        several = limits.files > 1
        state = attributes(
            {
                "accept": ",".join(file_kinds.accepted(limits.extensions)),
                "multiple": several,
                "disabled": full,
                "aria_describedby": f"{view.name}-help"
                + (f" {view.name}-error" if view.message else ""),
                "aria_invalid": "true" if view.message else None,
            }
        )
        told = attributes(
            {
                "data_upload": view.name,
                "data_label": question.label,
                "data_most": limits.files,
                "data_megabytes": limits.megabytes,
                "data_pictures": limits.takes_pictures,
                "hidden": full,
            }
        )
        name = escape(view.name)
        identity = f"{name}-more" if full else name
        words = _("添付するファイル（続けて選べます）") if several else _("添付するファイル")
        return (
            f'<div class="part part--full upload"{told}><label for="{identity}">{words}</label>'
            f'<input type="file" class="input input--full" id="{identity}" name="{name}"'
            f"{state}></div>"
        )

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the names in one cell."""
        return ["、".join(part["name"] for part in value or ())]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a list of files; programs may send ids alone."""
        file = {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "name": {"type": "string"},
                "size": {"type": "integer"},
                "content_type": {"type": "string"},
                "sha256": {"type": "string"},
            },
            "required": ["id"],
        }
        return {
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, file]},
            "maxItems": question.options.get("max_files", 1),
        }

    def sample(self, question: Question, rng: random.Random) -> list[FileValue]:
        """Return what a store would give for one file; the file itself is not made."""
        extension = (question.options.get("extensions") or DEFAULT_EXTENSIONS)[0]
        return [
            {
                "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
                "name": f"{rng.choice(['本人確認書類', '委任状', '戸籍'])}.{extension}",
                "size": rng.randint(10_000, 900_000),
                "content_type": file_kinds.KINDS[extension].content_type,
                "sha256": f"{rng.getrandbits(256):064x}",
            }
        ]


class _Kept:
    """A file that is here already, as its hidden input tells it."""

    def __init__(self, raw: str, identity: str, size: int | None, name: str) -> None:
        self.raw = raw
        self.id = identity
        self.name = name or _("添付したファイル")
        self.words = f"{self.name}（{size_words(size)}）" if size is not None else self.name

    @classmethod
    def read(cls, raw: str) -> "_Kept":
        identity, _, rest = raw.partition("|")
        size, _, name = rest.partition("|")
        known = size.isascii() and size.isdigit() and len(size) < 12
        return cls(raw, identity, int(size) if known else None, name)
