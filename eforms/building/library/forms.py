"""The forms of the template screens."""

from typing import Any

from django import forms

from accounts.models import Organisation
from eforms.building.library import ready
from eforms.building.library.making import LARGEST_FILE
from eforms.building.library.models import FormTemplate
from eforms.building.models import FormIndexPage


def folders_of(user: Any) -> list[FormIndexPage]:
    """Return the folders in which a user may make forms."""
    return [
        folder
        for folder in FormIndexPage.objects.order_by("path")
        if folder.permissions_for_user(user).can_add_subpage()
    ]


def may_use(user: Any) -> bool:
    """Tell whether templates are of use to a user: one who may make forms."""
    return user.is_superuser or bool(folders_of(user))


class NewForm(forms.Form):
    """What a new form needs besides its questions."""

    title = forms.CharField(
        label="申請フォームの名称",
        max_length=200,
        error_messages={"required": "申請フォームの名称を入力してください。"},
    )
    organisation = forms.ModelChoiceField(
        label="担当組織",
        queryset=Organisation.objects.all(),
        empty_label="選んでください",
        help_text="届いた申請を扱う組織です。",
        error_messages={"required": "届いた申請を扱う組織を選んでください。"},
    )
    folder = forms.ModelChoiceField(
        label="置き場",
        queryset=FormIndexPage.objects.none(),
        empty_label=None,
        error_messages={
            "required": "先に、ページの中に「申請フォームの置き場」を作ってください。",
        },
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        folders = folders_of(user)
        self.fields["folder"].queryset = FormIndexPage.objects.filter(
            pk__in=[folder.pk for folder in folders]
        )
        self.fields["folder"].initial = folders[0].pk if folders else None


class LoadForm(NewForm):
    """A file of another city, and what the new form needs."""

    file = forms.FileField(
        label="JSONファイル",
        help_text="「JSONで書き出す」で作ったファイルです。2MBまで読み込めます。",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": "JSONファイルを選んでください。"},
    )
    title = forms.CharField(
        label="申請フォームの名称",
        max_length=200,
        required=False,
        help_text="空のままにすると、ファイルの名称になります。",
    )
    field_order = ["file", "title", "organisation", "folder"]

    def clean_file(self) -> bytes:
        """Return the bytes of the file, if it is not too big."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                "ファイルが大きすぎます。2MBまでのJSONファイルを選んでください。"
            )
        return file.read()


class KeepForm(forms.ModelForm):
    """Name and description of a template."""

    class Meta:
        model = FormTemplate
        fields = ["name", "description"]
        error_messages = {
            "name": {
                "required": "テンプレートの名前を入力してください。",
                "unique": "同じ名前のテンプレートがあります。別の名前を付けてください。",
            }
        }


class InsertForm(forms.Form):
    """Which questions to put in, and where."""

    questions = forms.ChoiceField(
        label="質問セット",
        widget=forms.RadioSelect,
        error_messages={"required": "質問セットを選んでください。"},
    )
    after = forms.TypedChoiceField(label="入れる場所", coerce=int)
    # The revision that the places were read from.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, titles: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [
            (part.key, f"{part.name}（{part.count}問）：{part.description}")
            for part in ready.ready("questions")
        ]
        self.fields["after"].choices = [(0, "いちばん前")] + [
            (number, f"「{title}」の後") for number, title in enumerate(titles, 1)
        ]
        self.fields["after"].initial = len(titles)
