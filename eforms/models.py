"""Every model of the application forms, gathered for Django; each lives in its room."""

from eforms.applications.corrections import ApplicationRevision, Correction
from eforms.applications.deliveries import Delivery
from eforms.applications.handlers import MyNumberHandler
from eforms.applications.messages import Message
from eforms.applications.models import Application, ApplicationEvent, Attachment, ReceiptCounter
from eforms.applications.my_numbers import MyNumber
from eforms.building.library.models import FormTemplate
from eforms.building.models import FormCode, FormIndexPage, FormPage, FormVersion
from eforms.building.stored import FormTranslation, PublishChoice, VersionPolicy, VersionSource
from eforms.filling.lookups.models import PostalEdition, PostalPlace
from eforms.filling.models import (
    ApiToken,
    Draft,
    EmailCode,
    HeldPage,
    Profile,
    ResumeLink,
)
from eforms.notices.models import FormMailText


__all__ = [
    "ApiToken",
    "Application",
    "ApplicationEvent",
    "ApplicationRevision",
    "Attachment",
    "Correction",
    "Delivery",
    "Draft",
    "EmailCode",
    "FormCode",
    "FormIndexPage",
    "FormMailText",
    "FormPage",
    "FormTemplate",
    "FormTranslation",
    "FormVersion",
    "HeldPage",
    "Message",
    "MyNumber",
    "MyNumberHandler",
    "PostalEdition",
    "PostalPlace",
    "Profile",
    "PublishChoice",
    "ReceiptCounter",
    "ResumeLink",
    "VersionPolicy",
    "VersionSource",
]
