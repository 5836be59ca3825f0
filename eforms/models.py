"""Every model of the application forms, gathered for Django; each lives in its room."""

from eforms.applications.models import Application, ApplicationEvent, Attachment, ReceiptCounter
from eforms.building.models import FormCode, FormIndexPage, FormPage, FormVersion
from eforms.filling.models import ApiToken, Draft, EmailCode
from eforms.notices.models import FormMailText


__all__ = [
    "ApiToken",
    "Application",
    "ApplicationEvent",
    "Attachment",
    "Draft",
    "EmailCode",
    "FormCode",
    "FormIndexPage",
    "FormMailText",
    "FormPage",
    "FormVersion",
    "ReceiptCounter",
]
