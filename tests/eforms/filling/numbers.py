"""A form that asks for My Numbers: one's own, the spouse's, the children's; and people's numbers.

The numbers are the worked examples of the ordinance's check digit; nobody has them.
"""

from tests.eforms.filling.conftest import WANTS, question, schema_document, section, uid


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
