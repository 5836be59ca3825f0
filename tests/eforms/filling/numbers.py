"""A form that asks for My Numbers: one's own, the spouse's, the children's; and people's numbers.

The numbers are the worked examples of the ordinance's check digit; nobody has them.
"""

from django.utils import timezone

from eforms.building.versions import schema_of
from eforms.engine.schema import digest
from eforms.filling import saving
from eforms.models import Application, Draft, FormPage, FormVersion, MyNumber
from tests.eforms.applications import builders as b
from tests.eforms.filling.conftest import (
    WANTS,
    question,
    root_page,
    schema_document,
    section,
    uid,
)


MINE, SPOUSE, CHILD = "123456789018", "987654321093", "023456789013"
BASIS = "番号法別表の八十一の項"


def allowance_form() -> dict:
    """Return the schema document."""
    options = {"legal_basis": BASIS}
    married = {"all": [{"ref": uid("married"), "op": "equals", "value": "yes-please"}]}
    children = {
        "id": uid("kids"),
        "type": "group",
        "code": "kids",
        "label": "お子さん",
        "help": "",
        "minimum": 0,
        "maximum": 3,
        "row_title": "お子さん",
        "show": None,
        "items": [
            question("short_text", "kid_name", "お子さんの氏名", required=True),
            question(
                "my_number", "kid_number", "お子さんのマイナンバー", required=True, options=options
            ),
        ],
    }
    return schema_document(
        [
            section(
                "claimant",
                "申請する方",
                [
                    question("short_text", "claimant_name", "氏名", required=True),
                    question("my_number", "mine", "マイナンバー", required=True, options=options),
                ],
            ),
            section(
                "family",
                "ご家族",
                [
                    question(
                        "choice", "married", "配偶者", options={"choices": WANTS, "as": "radios"}
                    ),
                    question(
                        "my_number",
                        "spouse",
                        "配偶者のマイナンバー",
                        show=married,
                        options=options,
                    ),
                    children,
                ],
            ),
        ],
        title="児童手当の認定請求",
    )


LEGAL = {"my_number_task": True, "legal_basis": BASIS, "retention_days": 1826}


def form_of(organisation) -> FormVersion:
    """Return the published version of the form of an organisation."""
    document = allowance_form()
    page = FormPage(
        title=document["title"],
        slug=f"allowance-{organisation.code}",
        code=f"allowance-{organisation.code}",
        organisation=organisation,
        **LEGAL,
    )
    root_page().add_child(instance=page)
    return FormVersion.objects.create(page=page, number=1, schema=document, sha256=digest(document))


def filled_draft(version: FormVersion, **how) -> Draft:
    """Return a draft with three numbers: one's own, the spouse's, a child's."""
    draft = b.draft(version, given={}, **how)
    schema, now = schema_of(version), timezone.now()
    mine = {"claimant_name": "一関 太郎", "mine": MINE}
    kids = [{"kid_name": "花", "kid_number": CHILD}]
    family = {"married": "yes-please", "spouse": SPOUSE, "kids": kids}
    for section_, values in zip(schema.sections, (mine, family), strict=True):
        saved = saving.save_values(draft, schema, section_, values, now=now)
        assert saved.outcome == "saved", saved
    return draft


def sent_application(organisation, **how) -> Application:
    """Return an application with three numbers."""
    return b.submit(filled_draft(form_of(organisation), **how))


def number_of(application: Application, code: str) -> MyNumber:
    """Return the number of a question outside of groups."""
    return application.my_numbers.get(pk=application.answers[uid(code)]["id"])
