"""Staff accounts: Wagtail's users, known by their e-mail address."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager):
    """Makes staff accounts by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra) -> "User":
        """Make a staff account without any right."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        """Find an account by its address, however its letters are typed."""
        return self.get(email=username.lower())

    def create_superuser(self, email: str, password: str | None = None, **extra) -> "User":
        """Make an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """職員. A citizen is never one of these."""

    username = None
    email = models.EmailField("メールアドレス", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = "職員"
        verbose_name_plural = "職員"

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return family name and given name, as Japanese names are written."""
        return f"{self.last_name} {self.first_name}".strip()
