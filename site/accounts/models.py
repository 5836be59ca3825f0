"""The two kinds of person, each in a table of its own, and the departments of the city."""

from accounts.citizens import Citizen, CitizenSession
from accounts.organisations import Membership, Organisation
from accounts.staff import User


__all__ = ["Citizen", "CitizenSession", "Membership", "Organisation", "User"]
