"""What a form's legal settings put into its questions when it is compiled."""

from typing import Any

from eforms.building.outline import GROUP


def with_legal_basis(document: dict[str, Any], page: Any) -> dict[str, Any]:
    """Write the page's 根拠法令 into the questions that must tell it, and return the document.

    A version holds the words under which a My Number was asked for, whatever the page says later.
    """
    for section in document["sections"]:
        for item in section["items"]:
            for question in item["items"] if item["type"] == GROUP else [item]:
                if question["type"] == "my_number":
                    question["options"]["legal_basis"] = page.legal_basis.strip()
    return document
