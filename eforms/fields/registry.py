"""All question types. A new one is a file beside this one and a line here."""

from eforms.fields.address import Address
from eforms.fields.attachment import AttachmentQuestion
from eforms.fields.bank_account import BankAccount
from eforms.fields.base import FieldType
from eforms.fields.calculated import Calculated
from eforms.fields.choice import Choice
from eforms.fields.choices import Choices
from eforms.fields.company import Company
from eforms.fields.consent import Consent
from eforms.fields.date import Date
from eforms.fields.decimal import Decimal
from eforms.fields.email import Email
from eforms.fields.fiscal_year import FiscalYear
from eforms.fields.heading import Heading
from eforms.fields.hidden_value import HiddenValue
from eforms.fields.image import Image
from eforms.fields.integer import Integer
from eforms.fields.long_text import LongText
from eforms.fields.money import Money
from eforms.fields.month import Month
from eforms.fields.my_number import MyNumber
from eforms.fields.name import Name
from eforms.fields.notice import Notice
from eforms.fields.phone import Phone
from eforms.fields.search_list import SearchList
from eforms.fields.short_text import ShortText
from eforms.fields.static_text import StaticText
from eforms.fields.stop import Stop
from eforms.fields.time import Time
from eforms.fields.url import Url
from eforms.fields.yes_no import YesNo


# In the order of the editor's menu.
_TYPES: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        ShortText(),
        LongText(),
        Integer(),
        Decimal(),
        Money(),
        Date(),
        Month(),
        Time(),
        FiscalYear(),
        YesNo(),
        Choice(),
        Choices(),
        SearchList(),
        Name(),
        Address(),
        Phone(),
        Email(),
        Url(),
        Company(),
        BankAccount(),
        MyNumber(),
        AttachmentQuestion(),
        Consent(),
        StaticText(),
        Heading(),
        Notice(),
        Image(),
        Stop(),
        Calculated(),
        HiddenValue(),
    )
}


def get(type_name: str) -> FieldType:
    """Return a type.

    Raises:
        KeyError: there is no such type.
    """
    return _TYPES[type_name]


def all_types() -> list[FieldType]:
    """Return every type, in the editor's order."""
    return list(_TYPES.values())
