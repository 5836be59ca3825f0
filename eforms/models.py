"""Every model of the application forms, gathered for Django; each lives in its room."""

from eforms.applications.models import Application, ApplicationEvent, Attachment, ReceiptCounter
from eforms.building.library.models import FormTemplate
from eforms.building.models import FormCode, FormIndexPage, FormPage, FormVersion
from eforms.building.stored import PublishChoice, VersionPolicy, VersionSource
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
    "FormTemplate",
    "FormVersion",
    "PublishChoice",
    "ReceiptCounter",
    "VersionPolicy",
    "VersionSource",
]
