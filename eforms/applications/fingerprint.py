"""A short proof of what was sent: the same answers on the same form always give the same one."""

from eforms.applications.models import Application
from eforms.engine.schema import digest


def fingerprint(application: Application) -> str:
    """Return the SHA-256 (hex) of an application's content.

    It covers the number, the form's version, the kind of applicant and every answer, with the
    SHA-256 of each file; of a My Number its id only. What happened later is not in it.
    """
    return digest(
        {
            "receipt_number": application.receipt_number,
            "form": application.version.sha256,
            "applicant_kind": application.applicant_kind,
            "answers": application.answers,
        }
    )
