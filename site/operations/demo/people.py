"""Departments, staff and the citizen of the demo city. What is there already is left alone."""

from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Citizen, Membership, Organisation, User
from eforms.filling import profiles
from eforms.review.roles import ensure_groups


def load_organisations(city: dict[str, Any]) -> dict[str, Organisation]:
    """Make the departments that are missing and return all of them by code."""
    return {
        part["code"]: Organisation.objects.get_or_create(
            code=part["code"], defaults={key: part[key] for key in part if key != "code"}
        )[0]
        for part in city["organisations"]
    }


def load_staff(city: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    """Make the staff accounts that are missing, with their groups and memberships."""
    groups = ensure_groups()
    for person in city["staff"]:
        if not User.objects.filter(email=person["email"]).exists():
            _make(person, city["password"], organisations, groups)


def load_citizen(city: dict[str, Any]) -> Citizen:
    """Return the citizen, made with a confirmed address when missing."""
    person = city["citizen"]
    found = Citizen.objects.by_email(person["email"])
    if found is not None:
        return found
    citizen = Citizen.objects.create_citizen(
        person["email"], city["password"], confirmed_at=timezone.now()
    )
    profiles.save(citizen, "individual", person["profile"])
    return citizen


def _make(
    person: dict[str, Any],
    password: str,
    organisations: dict[str, Organisation],
    groups: dict[str, Group],
) -> None:
    names = {"last_name": person["family_name"], "first_name": person["given_name"]}
    if person["role"] == "administrator":
        User.objects.create_superuser(person["email"], password, **names)
        return
    user = User.objects.create_user(person["email"], password, is_staff=True, **names)
    user.groups.add(groups[person["role"]])
    if person["role"] == "reviewer":
        Membership.objects.create(
            user=user,
            organisation=organisations[person["organisation"]],
            role=Membership.Role.REVIEWER,
        )
