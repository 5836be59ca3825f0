"""The two kinds of person, each in a table of its own, and the departments of the city."""

from accounts.citizens import Citizen, CitizenSession
from accounts.links import MailLink
from accounts.organisations import Membership, Organisation
from accounts.staff import User
from accounts.throttle import Tries


__all__ = ["Citizen", "CitizenSession", "MailLink", "Membership", "Organisation", "Tries", "User"]
