"""What every question type can do. One type is one subclass in one file (docs/decisions/0011).

Raw input is ``{part: [text, …]}``; a question with one input has the part ``""``. Values are JSON,
in the shapes each type documents. ``None`` is "nothing given" for every type.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eforms.engine.rules import is_empty
from eforms.engine.schema import Question
from eforms.fields import json_shape
from eforms.fields.offered import NONE, Lookups
from eforms.fields.text import clean_code, clean_text, length


Raw = dict[str, list[Any]]
FileValue = dict[str, Any]


class FieldError(Exception):
    """An answer that cannot be taken, in words that tell how to put it right.

    ``parts`` are the inputs at fault (the first one gets the focus); ``kept`` is what was fine of
    an answer of several (files).
    """

    def __init__(self, message: str, part: str = "", *, parts: tuple[str, ...] = (), kept=None):
        super().__init__(message)
        self.message = message
        self.parts = parts or (part,)
        self.kept = kept

    @property
    def part(self) -> str:
        """The first input at fault."""
        return self.parts[0]


class Store(Protocol):
    """Where files go and which files are one's own; ``eforms.filling`` has the real one."""

    def save(self, question: Question, uploaded: Any, row_id: str | None) -> FileValue:
        """Keep a received file; returns id, name, size, content_type, sha256."""

    def existing(self, question_id: str, row_id: str | None, ids: Iterable[str]) -> list[FileValue]:
        """Return those files among ``ids`` that belong to the question."""

    def hold_secret(self, question: Question, row_id: str | None, number: str) -> dict[str, str]:
        """Take a checked number and return what the answer holds of it: ``{"id": uuid}``.

        It is kept once the page is stored, and forgotten otherwise.
        """

    def registered_secret(
        self, question_id: str, row_id: str | None, secret_id: str
    ) -> dict[str, str] | None:
        """Return ``{"id": uuid}`` when that number belongs to the question (in the row)."""

    def current_secret(self, question_id: str) -> str | None:
        """Return the id of the number registered for a question outside of groups."""


@dataclass(frozen=True)
class Context:
    """What a type may need to know besides the input."""

    required: bool = False
    row_id: str | None = None
    store: Store | None = None
    today: date = field(default_factory=timezone.localdate)


@dataclass(frozen=True, slots=True)
class View:
    """How a question is shown this time. ``message`` and ``parts`` are those of its error."""

    name: str
    raw: Raw
    message: str = ""
    parts: tuple[str, ...] = ()
    required: bool = False
    hidden: bool = False
    in_row: bool = False
    hidden_choices: frozenset[str] = frozenset()
    lookups: Lookups = NONE

    def id(self, part: str = "") -> str:
        """Return name (and id) of an input."""
        return part_name(self.name, part)

    def text(self, part: str = "") -> str:
        """Return what stands in an input."""
        values = self.raw.get(part)
        return values[0] if values else ""

    def invalid(self, part: str = "") -> bool:
        """Return whether an input is at fault."""
        return bool(self.message) and part in self.parts


class Column(NamedTuple):
    """A column of the CSV: its code, and its heading for people."""

    code: str
    label: str


def part_name(name: str, part: str) -> str:
    """Return the name of a part's input."""
    return f"{name}-{part}" if part else name


def named(question: Question) -> str:
    """Return how sentences call a question: its label, in brackets when that is a sentence."""
    label = question.label.rstrip("。：:")
    if label.endswith(("か", "?", "？", "い", "す", "！", "た")):
        return _("「{label}」の答え").format(label=label)
    return label or _("この質問")


class FieldType:
    """A question type. The members without a body here are what a type must bring."""

    name: str
    label: str  # for the editor
    help = ""  # for the editor: when to choose it
    icon = "edit"
    has_answer = True
    has_rule = True  # may be shown or not, as a rule says
    asked = True  # a person answers it in an input; as Question.is_asked says
    html_options: tuple[str, ...] = ()  # those that hold HTML of editors, cleaned when compiled
    always_required = False  # whatever the editor set
    secret = False  # what is typed is never kept half-way nor shown again
    # text, number, date, boolean, choice, choices, file, record, secret, none: which rules make
    # sense
    value_kind = "text"
    example = ""

    # For the editor

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return name and Wagtail block of each option that only this type has."""
        return []

    def compile_options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options (JSON) of an editor's block value; half-filled ones too."""
        return {}

    def option_problems(self, value: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what keeps a block value from being published: name of the input, words."""
        return []

    def options_from_data(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the options of a data file (docs/forms-as-data.md) as the blocks hold them."""
        return options

    # Reading

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the parts of the answer that have an input."""
        return ("",)

    def parse(self, question: Question, data: Any, name: str, files: Any = None) -> Raw:
        """Return what was sent (``data``: QueryDict or MultiValueDict) under ``name``."""
        return {part: data.getlist(part_name(name, part)) for part in self.parts(question)}

    def clean(self, question: Question, raw: Raw, context: Context) -> Any:
        """Return the value of what was typed, ``None`` for nothing.

        Raises:
            FieldError: it is missing, impossible or against a rule, in this order.
        """
        value = self.read(question, raw, context)
        if self.is_empty(value):
            if context.required or self.always_required:
                raise self.missing(question)
            return None
        return value

    def read(self, question: Question, raw: Raw, context: Context) -> Any:
        """Return the value of what was typed, empty or not.

        Raises:
            FieldError: it is impossible or against a rule.
        """
        raise NotImplementedError

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Return the value a program sent, normalised as if it had been typed.

        Raises:
            FieldError: as ``clean``, and when it has another shape than ``json_schema``.
        """
        if is_empty(value):
            return self.clean(question, {}, context)
        if not json_shape.fits(value, self.json_schema(question)):
            raise FieldError(
                f"{named(question)}を、{self.json_words}で指定してください。",
                next(iter(self.parts(question)), ""),
            )
        return self.clean(question, self.raw_from_value(question, value), context)

    json_words = "文字列"

    def missing(self, question: Question) -> FieldError:
        """Return the error of a question that must be answered and was not."""
        part = self.parts(question)[0]
        if not self.example:
            return FieldError(
                _("{question}を入力してください。").format(question=named(question)), part
            )
        words = _("{question}を、「{example}」のように入力してください。")
        return FieldError(words.format(question=named(question), example=self.example), part)

    def is_empty(self, value: Any) -> bool:
        """Return whether a value counts as nothing given."""
        return is_empty(value)

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the input that stands for a value."""
        return {"": [] if value is None else [str(value)]}

    def keepable(self, question: Question, raw: Raw, value: Any) -> Raw:
        """Return what a draft may keep of the input while it is not accepted."""
        return raw

    def after_refusal(self, question: Question, raw: Raw) -> FieldError | None:
        """Return what to tell of good input that is lost when its page is refused."""
        return None

    # Showing

    def display(self, question: Question, value: Any) -> list[str]:
        """Return the lines in which people read a value (not for an empty one)."""
        return [str(value)]

    def hint(self, question: Question) -> str:
        """Return what the type itself tells below the label, after the editor's help."""
        return ""

    def render(self, question: Question, view: View) -> SafeString:
        """Return the question with label, help, error and inputs."""
        raise NotImplementedError

    # For programs

    def api_value(self, question: Question, value: Any) -> Any:
        """Return an answer as the API tells it."""
        return value

    def csv_columns(self, question: Question) -> list[Column]:
        """Return the columns; the same for every answer."""
        return [Column(question.code, question.label)]

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return one text for each column; empty for nothing given."""
        return ["" if self.is_empty(value) else "\n".join(self.display(question, value))]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return the JSON schema of a given value."""
        return {"type": "string"}

    def sample(self, question: Question, rng: random.Random) -> Any:
        """Return a made-up answer that passes."""
        raise NotImplementedError


def read_text(
    question: Question,
    raw: Raw,
    part: str = "",
    *,
    limit: int,
    what: str = "",
    code: bool = False,
    lines: bool = False,
) -> str:
    """Return one input's text, normalised; ``code`` for digits and the like.

    Raises:
        FieldError: longer than ``limit`` characters.
    """
    values = raw.get(part)
    text = values[0] if values else ""
    if not text:
        return ""
    if not isinstance(text, str):
        raise FieldError(
            _("{value}を、文字で入力してください。").format(value=what or named(question)), part
        )
    # Far too long is told without working through all of it.
    if len(text) <= 4 * limit + 1000:
        text = clean_code(text) if code else clean_text(text, lines=lines)
    count = length(text)
    if count > limit:
        raise FieldError(
            _("{value}は、{limit:,}文字以内で入力してください。いまは{count:,}文字です。").format(
                value=what or named(question), limit=limit, count=count
            ),
            part,
        )
    return text
