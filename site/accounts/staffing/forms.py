"""Forms of staff accounts: making and changing one, signing in, asking for a new password."""

from django import forms
from django.db import transaction

from wagtail.admin.forms.auth import LoginForm, PasswordResetForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts import limits
from accounts.staff import User
from accounts.staffing import mails
from accounts.throttle import waiting_text


class _JapaneseNames(forms.ModelForm):
    """Family name before given name, and addresses in one spelling."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"email": "メールアドレス", "last_name": "姓", "first_name": "名"}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"{label}を入力してください。"

    error_messages = {
        "duplicate_username": "このメールアドレスの職員アカウントは、すでにあります。"
        "一覧から探して編集してください。",
        "password_mismatch": "2つのパスワードが違います。同じものを入力してください。",
    }

    def clean_email(self) -> str:
        """Return the address in lower case, as sign-in compares it."""
        return self.cleaned_data["email"].lower()


class StaffCreationForm(_JapaneseNames, UserCreationForm):
    """A new member of staff; without a password they are invited to set one."""

    password_required = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.help_text = (
            "空欄のまま作成すると、パスワードを設定するメールを本人に送ります（推奨）。"
        )

    def save(self, commit: bool = True) -> User:
        """Save; an account without a password is one that no password opens."""
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        return super().save(commit)


class StaffEditForm(_JapaneseNames, UserEditForm):
    """Changes to a member of staff."""


class StaffSignInForm(LoginForm):
    """Address and password at the admin's door; tries are limited as at the citizens' door."""

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": "", "spellcheck": "false"}
        )
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        self.fields["username"].error_messages["required"] = "メールアドレスを入力してください。"
        self.fields["password"].error_messages["required"] = "パスワードを入力してください。"

    def clean(self) -> dict:
        """Check the password, unless there were too many tries."""
        email = self.cleaned_data.get("username", "")
        if not email or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if seconds := limits.before_sign_in(self.request, "staff:" + email):
            raise forms.ValidationError(
                "続けて何度もサインインに失敗したため、少しお待ちいただいています。"
                f"{waiting_text(seconds)}で、もう一度お試しいただけます。"
            )
        try:
            return super().clean()
        finally:
            success = self.get_user() is not None
            limits.after_sign_in(self.request, "staff:" + email, success=success)

    def get_invalid_login_error(self) -> forms.ValidationError:
        """Say the same for an unknown address, a wrong password and a stopped account."""
        return forms.ValidationError(
            "メールアドレスとパスワードの組み合わせが、登録されている内容と一致しません。"
            "入力した内容を確かめるか、パスワードを再設定してください。",
            code="invalid_login",
        )


class StaffResetForm(PasswordResetForm):
    """A new password by mail, through the outbox: the time does not tell who exists."""

    def get_users(self, email: str):
        """Return the active account of an address, one that was only invited included."""
        return User.objects.filter(email=email.lower(), is_active=True)

    def send_mail(
        self,
        subject_template_name,
        email_template_name,
        context,
        from_email,
        to_email,
        html_email_template_name=None,
    ) -> None:
        """Queue our own text instead of Django's direct sending."""
        with transaction.atomic():
            mails.reset(context["user"])
