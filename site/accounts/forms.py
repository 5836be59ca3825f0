"""The forms of a citizen's account: what is asked, and how each answer can be put right.

They are shown by ``includes/form_errors.html`` and ``includes/form_field.html``. The server
decides: no ``required`` attributes, so that no browser bubble gets in the way.
"""

import unicodedata

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import passwords
from accounts.citizens import Citizen, normalise_email


class PlainForm(forms.Form):
    """A form without browser validation, its errors in fields only."""

    use_required_attribute = False

    def refuse(self, field: str, message: str) -> None:
        """Add an error found after validation (a wrong password, a limit)."""
        self.add_error(field, message)


def email_field(
    label: str = gettext_lazy("メールアドレス"), help_text: str = "", autocomplete: str = "username"
):
    """Return a field for an e-mail address; full width is taken as half width."""
    return _EmailField(
        label=label,
        help_text=help_text,
        max_length=254,
        error_messages={
            "required": format_lazy(gettext_lazy("{label}を入力してください。"), label=label),
            "invalid": format_lazy(
                gettext_lazy("{label}は、name@example.jp のような形で入力してください。"),
                label=label,
            ),
            "max_length": format_lazy(
                gettext_lazy("{label}は、254文字以内で入力してください。"), label=label
            ),
        },
        widget=forms.EmailInput(
            attrs={
                "class": "input input--full",
                "autocomplete": autocomplete,
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
    )


def password_field(label: str, *, autocomplete: str, help_text: str = ""):
    """Return a field for a password, which may be pasted and shown."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=1000,
        error_messages={
            "required": format_lazy(gettext_lazy("{label}を入力してください。"), label=label),
            "max_length": format_lazy(
                gettext_lazy("{label}は、1000文字以内で入力してください。"), label=label
            ),
        },
        widget=forms.PasswordInput(
            attrs={
                "class": "input input--full",
                "autocomplete": autocomplete,
                "data-password": "",
                "spellcheck": "false",
            }
        ),
    )


class _EmailField(forms.EmailField):
    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value or ""))

    def clean(self, value):
        return normalise_email(super().clean(value))


class SignInForm(PlainForm):
    """Address and password."""

    email = email_field()
    password = password_field(gettext_lazy("パスワード"), autocomplete="current-password")


class EmailForm(PlainForm):
    """The address to which a link for a new password is sent."""

    email = email_field(help_text=gettext_lazy("利用登録をしたメールアドレスです。"))


class NewPasswordForm(PlainForm):
    """A new password, twice."""

    password = password_field(
        gettext_lazy("新しいパスワード"),
        autocomplete="new-password",
        help_text=format_lazy(
            gettext_lazy("{minimum}文字以上。貼り付けや、パスワード管理アプリも使えます。"),
            minimum=passwords.MINIMUM,
        ),
    )
    again = password_field(gettext_lazy("新しいパスワード（確認）"), autocomplete="new-password")

    wording = gettext_lazy("新しいパスワード")

    def __init__(self, *args, citizen: Citizen | None = None, **kwargs):
        self.citizen = citizen
        super().__init__(*args, **kwargs)
        labels = {
            "password": self.wording,
            "again": format_lazy(gettext_lazy("{wording}（確認）"), wording=self.wording),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = format_lazy(
                gettext_lazy("{label}を入力してください。"), label=label
            )

    def clean(self):
        """Hold the password to the rules and the two inputs to each other."""
        data = super().clean()
        password, again = data.get("password"), data.get("again")
        if password:
            owner = self.citizen or Citizen(email=data.get("email", ""))
            if message := passwords.problem(password, owner):
                self.add_error("password", message)
            elif again and again != password:
                self.add_error(
                    "again", _("2つのパスワードが違います。同じものを入力してください。")
                )
        return data


class SignUpForm(NewPasswordForm):
    """Address and password of a new account."""

    email = email_field(help_text=gettext_lazy("確認のメールをお送りします。"))
    field_order = ["email", "password", "again"]
    wording = gettext_lazy("パスワード")


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one."""

    current = password_field(gettext_lazy("現在のパスワード"), autocomplete="current-password")
    field_order = ["current", "password", "again"]


class ChangeEmailForm(PlainForm):
    """A new address, with the password as proof."""

    email = email_field(
        gettext_lazy("新しいメールアドレス"),
        gettext_lazy("確認のメールをお送りします。"),
        autocomplete="email",
    )
    current = password_field(gettext_lazy("現在のパスワード"), autocomplete="current-password")


class PasswordForm(PlainForm):
    """The password alone, as proof."""

    current = password_field(gettext_lazy("現在のパスワード"), autocomplete="current-password")
