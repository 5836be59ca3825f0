"""What the JSON API tells of a draft, its sections, the check and an application."""

from typing import Any

from eforms.applications.models import Application
from eforms.building.versions import schema_of
from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import COMPUTED_TYPES, FormSchema, Question, Section
from eforms.fields import registry
from eforms.fields.display import summary
from eforms.fields.processing import InputError
from eforms.filling.models import Draft
from eforms.filling.reminders import told
from eforms.filling.stopping import stop_of


def number(schema: FormSchema, section: Section | None) -> int | None:
    """Return a section's place in its version, from 1, as addresses name it."""
    return None if section is None else schema.sections.index(section) + 1


def journey_of(draft: Draft) -> Journey:
    """Return the form walked with the draft's answers."""
    return Journey(schema_of(draft.version), draft.answers, draft.applicant_kind)


def of_draft(draft: Draft) -> dict:
    """Return which sections are shown, and which is to be filled next."""
    schema, journey = schema_of(draft.version), journey_of(draft)
    return {
        "id": str(draft.pk),
        "form": draft.version.page.code,
        "version": draft.version.number,
        "applicant_kind": draft.applicant_kind,
        "revision": draft.revision,
        "expires_at": draft.expires_at.isoformat(),
        "sections": [
            {"number": number(schema, section), "title": section.title}
            for section in journey.sections
        ],
        "next": number(schema, journey.first_gap()),
        "stopped": of_stop(stop_of(journey)),
        "to_check": of_reminders(draft),
    }


def of_reminders(draft: Draft) -> list[dict]:
    """Return what to look at after the form was changed, with the section where there is one."""
    journey = journey_of(draft)
    return [
        {"message": reminder.sentence, "section": number(journey.schema, reminder.section)}
        for reminder in told(draft.to_check, journey)
    ]


def of_section(draft: Draft, schema: FormSchema, section: Section) -> dict:
    """Return a section's answers by question code, and what is shown and required now."""
    journey = journey_of(draft)
    values: dict[str, Any] = {}
    questions = []
    for item in journey.items(section):
        if isinstance(item, Question):
            if not item.has_answer or item.options.get("hidden"):
                continue
            values[item.code] = _value(journey, item, journey.answers)
            required = journey.is_required(item.id)
            questions.append({"code": item.code, "label": item.label, "required": required})
        else:
            values[item.code] = [
                {
                    q.code: _value(journey, q, row)
                    for q in journey.row_items(item, row)
                    if q.has_answer and not q.options.get("hidden")
                }
                for row in journey.rows(item.id)
            ]
            questions.append({"code": item.code, "label": item.label, "required": item.minimum > 0})
    return {
        "number": number(schema, section),
        "title": section.title,
        "revision": draft.revision,
        "questions": questions,
        "values": values,
        "stopped": of_stop(stop_of(journey)),
    }


def _value(journey: Journey, question: Question, given: dict[str, Any]) -> Any:
    if question.type in COMPUTED_TYPES:
        return journey.answer(question.id, given.get(ROW))
    return registry.get(question.type).api_value(question, given.get(question.id))


def of_stop(question: Question | None) -> dict | None:
    """Return why the answers do not allow to go on, and what to do instead."""
    if question is None:
        return None
    told = {name: question.options.get(name) or "" for name in ("text", "link_url", "link_label")}
    return {"code": question.code, "label": question.label} | told


def of_check(draft: Draft) -> dict:
    """Return every answer as it will be sent."""
    schema, journey = schema_of(draft.version), journey_of(draft)
    gap = journey.first_gap()
    return {
        "complete": gap is None,
        "next": number(schema, gap),
        "stopped": of_stop(stop_of(journey)),
        "revision": draft.revision,
        "version": draft.version.number,
        "to_check": of_reminders(draft),
        "fee": draft.version.page.fee_text,
        "sections": [
            {
                "title": part.title,
                "answers": [
                    {"label": row.label, "row": row.row_title, "lines": list(row.lines)}
                    for row in part.rows
                ],
            }
            for part in summary(schema, journey)
        ],
    }


def unknown_codes(section: Section, values: dict[str, Any]) -> list[str]:
    """Return codes of values that no question of the section has, rows of groups included."""
    items = {item.code: item for item in section.items if item.code}
    unknown = [code for code in values if code not in items]
    for code, item in items.items():
        if isinstance(item, Question) or not isinstance(values.get(code), list):
            continue
        known = {question.code for question in item.items}
        rows = [row for row in values[code] if isinstance(row, dict)]
        unknown += [f"{code}.{inner}" for row in rows for inner in row if inner not in known]
    return list(dict.fromkeys(unknown))


def of_unknown(codes: list[str]) -> list[dict]:
    """Return refusals of codes that the section does not have, the first twenty."""
    return [
        {
            "code": code[:100],
            "field": "",
            "row": "",
            "label": "",
            "message": f"「{code[:100]}」という code の質問は、このセクションにありません。",
        }
        for code in codes[:20]
    ]


def of_errors(schema: FormSchema, errors: list[InputError]) -> list[dict]:
    """Return refusals by question code; ``field`` is the part of a name, address or date."""
    told = []
    for error in errors:
        item = schema.item(error.question_id)
        told.append(
            {
                "code": item.code if item else "",
                "field": error.part or "",
                "row": error.row_id or "",
                "label": error.label,
                "message": error.message,
            }
        )
    return told


def of_application(application: Application) -> dict:
    """Return the state and the history of an application, without its answers."""
    return {
        "id": str(application.pk),
        "receipt_number": application.receipt_number,
        "state": application.state,
        "state_label": application.get_state_display(),
        "received_at": application.received_at.isoformat(),
        "history": [
            {
                "at": event.at.isoformat(),
                "state": event.to_state,
                "by": event.get_actor_type_display(),
                "reason": event.reason or "",
                "next_step": event.next_step or "",
            }
            for event in application.events.all()
        ],
    }
