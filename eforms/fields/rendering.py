"""One page of questions as HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import COMPUTED_TYPES, FormSchema, Group, Question, Section
from eforms.fields import my_number, registry
from eforms.fields.base import Raw, View
from eforms.fields.html import element, escape, lines
from eforms.fields.offered import NONE, Lookups
from eforms.fields.processing import InputError, typed_journey
from eforms.fields.rows import posted_rows, question_name, rows_name, with_minimum


Errors = dict[tuple[str, str | None], InputError]


def render_section(
    schema: FormSchema,
    section: Section,
    journey: Journey,
    *,
    unchecked: dict[str, list[str]] | None = None,
    errors: Iterable[InputError] = (),
    tails: Mapping[str, str] | None = None,
    lookups: Lookups = NONE,
) -> SafeString:
    """Return the inputs of a page, filled with ``unchecked`` or else with the answers.

    Hidden questions are there with ``hidden``, so that the browser can show them at once. What is
    visible follows what is typed. ``tails`` (id → last digits of a registered number) are for
    the owner's eyes. ``lookups``: which ones the page offers, and what they found.
    """
    data = None
    if unchecked:
        data = MultiValueDict(unchecked)
        journey = typed_journey(section, data, journey)
    at = {(error.question_id, error.row_id): error for error in errors}
    page = _Page(journey, data, at, tails or {}, lookups)
    items = [
        page.group(item) if isinstance(item, Group) else page.question(item)
        for item in section.items
    ]
    return SafeString(_press_next(section) + "".join(items))


def render_places(
    schema: FormSchema,
    journey: Journey,
    places: Iterable[tuple[str, str | None]],
    *,
    typed: Mapping[str, list[str]] | None = None,
    errors: Iterable[InputError] = (),
) -> dict[tuple[str, str | None], SafeString]:
    """Return the input of each place (question or group, row): filled with ``typed`` or its answer.

    ``journey`` is the form with what is typed. A question of a row stands without the rest of it.
    """
    at = {(error.question_id, error.row_id): error for error in errors}
    page = _Page(journey, None if typed is None else MultiValueDict(typed), at, {}, NONE)
    made = {}
    for item_id, row_id in places:
        item, group = schema.item(item_id), schema.group_of(item_id)
        if isinstance(item, Group):
            made[item_id, row_id] = SafeString(page.group(item))
        elif isinstance(item, Question):
            rows = journey.rows(group.id) if group else []
            row = next((row for row in rows if row.get(ROW) == row_id), None)
            made[item_id, row_id] = SafeString(page.question(item, group, row))
    return made


# Their questions have buttons within.
WITH_BUTTONS = ("attachment", "address", "company")


def _press_next(section: Section) -> str:
    """Return the button that the Enter key presses: the first one of the form.

    Otherwise Enter in a text box would add or remove a row or a file, or look something up.
    """
    if not any(isinstance(item, Group) or item.type in WITH_BUTTONS for item in section.items):
        return ""
    return (
        '<button type="submit" class="visually-hidden" name="action" value="next" tabindex="-1"'
        f' aria-hidden="true">{_("次へ進む")}</button>'
    )


class _Page:
    def __init__(
        self,
        journey: Journey,
        data: Any,
        errors: Errors,
        tails: Mapping[str, str],
        lookups: Lookups,
    ) -> None:
        self.lookups = lookups
        self.tails = tails
        self.journey = journey
        self.data = data
        self.errors = errors

    def question(
        self, question: Question, group: Group | None = None, row: dict[str, Any] | None = None
    ) -> str:
        """Return a question, in a row or by itself."""
        kind = registry.get(question.type)
        row_id = row[ROW] if row is not None else None
        name = question_name(question, group, row_id)
        error = self.errors.get((question.id, row_id))
        view = View(
            name=name,
            raw=self._raw(question, name, self.journey.answers if row is None else row),
            message=error.message if error else "",
            parts=error.parts if error else (),
            required=kind.always_required or self.journey.is_required(question.id, row_id),
            hidden=not self.journey.is_visible(question.id, row_id),
            in_row=group is not None,
            hidden_choices=self.journey.hidden_choices(question.id, row_id),
            lookups=self.lookups,
        )
        return kind.render(question, view)

    def _raw(self, question: Question, name: str, given: dict[str, Any]) -> Raw:
        kind = registry.get(question.type)
        if question.type in COMPUTED_TYPES:
            return kind.raw_from_value(question, self.journey.answer(question.id, given.get(ROW)))
        if self.data is None:
            raw = kind.raw_from_value(question, given.get(question.id))
        else:
            raw = kind.parse(question, self.data, name)
        if kind.secret and raw.get(my_number.KEPT):
            return raw | {my_number.MASK: [self.tails.get(raw[my_number.KEPT][0], "")]}
        return raw

    def group(self, group: Group) -> str:
        """Return a group: how many rows there may be, the rows, a button for a further one."""
        identity = escape(f"g-{group.id}")
        rows = self._rows(group)
        error = self.errors.get((group.id, None))
        described = f"{identity}-help" + (f" {identity}-error" if error else "")
        hidden = "" if self.journey.is_visible(group.id) else " hidden"
        return (
            f'<fieldset class="group" id="{identity}" tabindex="-1"'
            f' data-group="{escape(group.id)}" data-question="{escape(group.id)}"'
            f' aria-describedby="{described}"{hidden}>'
            f'<legend class="group__label">{escape(group.label)}</legend>'
            f'<p class="question__help" id="{identity}-help">{self._help(group, len(rows))}</p>'
            f"{self._error(identity, error)}"
            + "".join(self._row(group, row, i, len(rows)) for i, row in enumerate(rows, 1))
            + f"{self._add(group, len(rows))}</fieldset>"
        )

    def _rows(self, group: Group) -> list[dict[str, Any]]:
        known = {row[ROW]: row for row in self.journey.rows(group.id) if row.get(ROW)}
        ids = list(known) if self.data is None else posted_rows(group, self.data)
        return [known.get(row_id, {ROW: row_id}) for row_id in with_minimum(group, ids)]

    def _help(self, group: Group, number: int) -> str:
        text = f"{lines(group.help)}<br>" if group.help else ""
        if group.minimum == group.maximum:
            return _("{text}{maximum}件を入力してください。").format(
                text=text, maximum=group.maximum
            )
        least = _("{minimum}件以上、").format(minimum=group.minimum) if group.minimum > 1 else ""
        return _("{text}{least}{maximum}件まで入力できます（いま{number}件）。").format(
            text=text, least=least, maximum=group.maximum, number=number
        )

    def _error(self, identity: str, error: InputError | None) -> str:
        if error is None:
            return ""
        return (
            f'<p class="question__error" id="{identity}-error">'
            f'<span class="visually-hidden">{_("エラー：")}</span>{escape(error.message)}</p>'
        )

    def _row(self, group: Group, row: dict[str, Any], number: int, total: int) -> str:
        row_id = escape(row[ROW])
        title = escape(f"{group.row_title or group.label} {number}")
        questions = "".join(self.question(question, group, row) for question in group.items)
        return (
            f'<fieldset class="group__row" id="g-{escape(group.id)}-{row_id}" tabindex="-1"'
            f' data-row="{row_id}"><legend>{title}</legend>'
            f'<input type="hidden" name="{escape(rows_name(group))}" value="{row_id}">'
            f"{questions}{_row_tools(group, row_id, title, number, total)}</fieldset>"
        )

    def _add(self, group: Group, number: int) -> str:
        words = escape(group.row_title or group.label)
        if number >= group.maximum:
            if group.minimum == group.maximum:
                return ""
            return element(
                "p",
                _("{maximum}件になったため、これ以上は追加できません。").format(
                    maximum=group.maximum
                ),
                class_="muted",
            )
        return (
            f'<button type="submit" class="button button--secondary" name="add_row"'
            f' value="{escape(group.id)}">{_("{words}を追加する").format(words=words)}</button>'
        )


def _row_tools(group: Group, row_id: str, title: str, number: int, total: int) -> str:
    """Return the buttons of a row: up, down, away. ``row_id`` and ``title`` are HTML."""

    def button(name: str, value: str, words: str) -> str:
        return (
            f'<button type="submit" class="button button--text" name="{name}"'
            f' value="{escape(group.id)}:{value}">{words}</button>'
        )

    whose = f'<span class="visually-hidden">（{title}）</span>'
    tools = ""
    if number > 1:
        tools += button("move_row", f"{row_id}:up", _("上へ移動{whose}").format(whose=whose))
    if number < total:
        tools += button("move_row", f"{row_id}:down", _("下へ移動{whose}").format(whose=whose))
    if total > group.minimum:
        tools += button("remove_row", row_id, _("{title}を削除する").format(title=title))
    return f'<div class="group__tools">{tools}</div>' if tools else ""
