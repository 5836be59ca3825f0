"""Citizens' accounts: never Wagtail users, with an encrypted address and a session of their own."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from vault.fields import EncryptedTextField
from vault.index import blind_index


def normalise_email(address: str) -> str:
    """Return the form under which an address is compared: trimmed, lower case."""
    return address.strip().lower()


def email_index(address: str) -> str:
    """Return the blind index under which every table finds an e-mail address."""
    return blind_index(normalise_email(address), scope="email")


class CitizenManager(BaseUserManager):
    """Finds and makes citizens by e-mail address."""

    def create_citizen(self, email: str, password: str | None, **extra) -> "Citizen":
        """Make an account; the address counts as confirmed only when ``confirmed_at`` is set."""
        citizen = self.model(email=normalise_email(email), email_index=email_index(email), **extra)
        citizen.set_password(password)
        citizen.save(using=self._db)
        return citizen

    def by_email(self, email: str) -> "Citizen | None":
        """Return the account of an address, if there is one."""
        return self.filter(email_index=email_index(email)).first()


class Citizen(AbstractBaseUser):
    """利用者. ``email`` is sealed; ``email_index`` finds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email_index"
    EMAIL_FIELD = "email"
    objects = CitizenManager()

    class Meta:
        verbose_name = "利用者"
        verbose_name_plural = "利用者"

    def __str__(self) -> str:
        return f"利用者 {self.pk}"


class CitizenSession(models.Model):
    """A signed-in browser of a citizen: the cookie's token is stored only as a hash."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Written at most every few minutes (``sessions.touch``), so that a page costs no write.
    last_used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)  # accounts.devices.kept

    def __str__(self) -> str:
        return f"session {self.pk}"
