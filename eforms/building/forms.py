"""The editor's form of a FormPage: what it refuses, and when."""

from django import forms

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError

from eforms.building import checks, codes
from eforms.building.body_errors import raise_together


class CodeField(forms.CharField):
    """The access URL as typed: full-width letters and blanks are put right, not refused."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=codes.MAX_LENGTH,
            validators=codes.code_validators,
            empty_value=None,
            **kwargs,
        )

    def to_python(self, value):
        """Return the spelling that is stored, or ``None``."""
        return super().to_python(codes.normalised(str(value or "")))


class FormPageForm(WagtailAdminPageForm):
    """A draft may be half-built; to be published, a form must be ready (``checks``)."""

    code = CodeField(
        label="アクセスURL",
        error_messages={"required": "アクセスURLを入力してください（例：juminhyo）"},
    )

    def clean_code(self):
        """Refuse the address of another form, with a free one as a suggestion."""
        code = self.cleaned_data["code"]
        clash = code and codes.clash_message(code, self.instance.pk)
        if clash:
            raise forms.ValidationError(clash)
        return code

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, messages in checks.field_problems(self.instance).items():
            if name in self.fields and not self.has_error(name):
                self.add_error(name, messages)
        if not self.has_error("body"):
            # What depends on who may apply, which the body alone does not know.
            kinds = self.instance.applicant_kinds
            try:
                raise_together(None, checks.body_problems(self.instance.body, kinds))
            except StreamBlockValidationError as error:
                self.add_error("body", error)
