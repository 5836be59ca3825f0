"""What every citizen's template owes to those who come by the keyboard."""

import re
from pathlib import Path


TEMPLATES = Path(__file__).parents[1] / "templates"
ROOMS = ("accounts", "eforms/filling", "eforms/applications", "includes")


def tags(pattern: str) -> list[tuple[str, str]]:
    """Return the tags that match, with their template."""
    return [
        (path.relative_to(TEMPLATES).as_posix(), tag)
        for room in ROOMS
        for path in sorted((TEMPLATES / room).rglob("*.html"))
        for tag in re.findall(pattern, path.read_text())
    ]


def test_a_form_names_its_address():
    """Else it is sent to that of the page with the skip link's #main.

    Browsers then focus the text in the answer, and not its summary of errors.
    """
    found = tags(r'<form(?: class="[^"]*")? method="post"[^>]*>')
    assert len(found) > 30
    assert [one for one in found if " action=" not in one[1]] == []


def test_a_summary_of_errors_takes_the_focus_without_a_script():
    found = tags(r'<div class="error-summary"[^>]*>')
    assert len(found) > 8
    assert [one for one in found if " autofocus" not in one[1]] == []
