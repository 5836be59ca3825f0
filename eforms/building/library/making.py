"""Forms made from templates and files, and questions put into a form: always drafts, never live."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from wagtail.models import Page

from accounts.models import Organisation
from eforms.building.checks import body_problems
from eforms.building.compiler import compile_body
from eforms.building.definitions import DefinitionError, body_of
from eforms.building.library.limits import check_limits
from eforms.building.loading import KINDS, apply_settings
from eforms.building.models import FormPage
from eforms.building.writing import definition_of
from eforms.engine.schema import FormSchema


FORMAT = "madoguchi-form"
FORMAT_VERSION = 1
# A form of a thousand questions is far below.
LARGEST_FILE = 2 * 1024 * 1024


@transaction.atomic
def make_draft(
    parent: Page,
    definition: dict[str, Any],
    *,
    title: str,
    organisation: Organisation,
    user: Any,
) -> FormPage:
    """Make an unpublished form under ``parent``; it has ids of its own and no access URL yet.

    Raises:
        DefinitionError: the definition is wrong; tells where.
    """
    page = FormPage(live=False, owner=user)
    with _readable():
        own = {"title": title, "organisation": organisation.code}
        contact = definition.get("contact_name") or organisation.name
        apply_settings(page, definition | own | {"contact_name": contact})
        page.body = FormPage._meta.get_field("body").to_python(fresh_body(definition["sections"]))
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action="wagtail.create", clean=False)
    return page


def fresh_body(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the raw stream of sections, with ids that nothing else has.

    Raises:
        DefinitionError: the sections are wrong; tells where.
    """
    with _readable():
        return body_of({"code": uuid.uuid4().hex, "sections": sections})


@contextmanager
def _readable() -> Iterator[None]:
    """Tell what another program wrote in other shapes than ours as what it is: unreadable."""
    try:
        yield
    except DefinitionError:
        raise
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        message = "ファイルの内容を読み取れませんでした。書き出し直したファイルを選んでください"
        raise DefinitionError("", message) from error


@transaction.atomic
def put_in(
    page: FormPage, sections: list[dict[str, Any]], *, after: int, user: Any, seen: int | None
) -> bool:
    """Put sections into the newest draft of a form behind its section number ``after`` (0: first).

    Codes that the form uses already get a number. A new revision is saved. Returns False, and
    saves nothing, when ``seen`` is not the newest revision's id any more.

    Raises:
        DefinitionError: the sections are wrong; tells where.
    """
    page = FormPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.latest_revision_id != seen:
        return False
    draft = page.get_latest_revision_as_object()
    known = {code for section in definition_of(draft)["sections"] for code in _codes(section)}
    stream = list(draft.body.get_prep_value())
    stream[after:after] = fresh_body(_renamed(sections, known))
    draft.body = FormPage._meta.get_field("body").to_python(stream)
    draft.save_revision(user=user, log_action=True, clean=False)
    return True


def _codes(part: dict[str, Any]) -> list[str]:
    return [
        code
        for item in part["items"]
        for code in [item["code"], *(_codes(item) if "items" in item else [])]
    ]


def _renamed(sections: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Return sections whose codes clash with none of ``known``; rules follow."""
    names: dict[str, str] = {}
    for code in (code for section in sections for code in _codes(section)):
        free, number = code, 2
        while free in known or free in names.values():
            free, number = f"{code}_{number}", number + 1
        names[code] = free

    def rename(value: Any) -> Any:
        if isinstance(value, list):
            return [rename(part) for part in value]
        if not isinstance(value, dict):
            return value
        return {key: renamed_at(key, part) for key, part in value.items()}

    def renamed_at(key: str, part: Any) -> Any:
        if key == "choices":
            return part if not isinstance(part, list) else [_with_rule(c, rename) for c in part]
        if key in REFERENCES:
            parts = part if isinstance(part, list) else [part]
            named = [names.get(one, one) if isinstance(one, str) else one for one in parts]
            return named if isinstance(part, list) else named[0]
        return rename(part)

    return [rename(section) for section in sections]


def _with_rule(choice: Any, rename: Any) -> Any:
    # The code of a choice is no question's.
    if isinstance(choice, dict) and choice.get("show"):
        return choice | {"show": rename(choice["show"])}
    return choice


# Where a definition names a question by its code.
REFERENCES = ("code", "question", "other", "any_row", "all_rows", "at", "of")


def to_file(page: FormPage) -> bytes:
    """Return a form as one JSON file (UTF-8) that another city can load."""
    content = {"format": FORMAT, "version": FORMAT_VERSION, "form": definition_of(page)}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def from_file(content: bytes) -> dict[str, Any]:
    """Return the definition in a file.

    Raises:
        DefinitionError: it is no such file, of a newer version, or its form is wrong.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DefinitionError("", "JSONとして読めませんでした") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise DefinitionError(
            "",
            "申請フォームのファイルではありません。「JSONで書き出す」で作ったファイルを選んでください",
        )
    if data.get("version") != FORMAT_VERSION:
        raise DefinitionError(
            "version", f"このファイルの形式（{data.get('version')}）には対応していません"
        )
    form = data.get("form")
    if not isinstance(form, dict) or not isinstance(form.get("sections"), list):
        raise DefinitionError("form", "フォームの内容がありません")
    _proven(form)
    return form


def _no_number(name: str) -> None:
    # JSON knows neither NaN nor Infinity (RFC 8259), and PostgreSQL refuses them.
    raise ValueError(f"{name} is no JSON")


def _proven(form: dict[str, Any]) -> None:
    """Go with a form through everything that a draft goes through, and keep nothing of it.

    Raises:
        DefinitionError: it would make a draft that no screen can show.
    """
    body = FormPage._meta.get_field("body").to_python(fresh_body(form["sections"]))
    with _readable():
        check_limits(form)
        body_problems(body, list(KINDS))
        FormSchema.from_json(compile_body(body, list(KINDS)), whole=False)
