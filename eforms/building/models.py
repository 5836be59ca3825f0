"""The form as editors build it (FormPage); citizens fill its newest FormVersion."""

from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import get_script_prefix

from wagtail.fields import RichTextField
from wagtail.models import Page

from eforms.building import overwriting, preview, publishing
from eforms.building.codes import code_validators
from eforms.building.fields import FormBodyField
from eforms.building.forms import FormPageForm
from eforms.building.panels import form_page_interface
from eforms.building.stored import FormCode, FormVersion


__all__ = ["FormCode", "FormIndexPage", "FormPage", "FormVersion"]


class FormIndexPage(Page):
    """申請フォームの置き場: a folder of the page tree, one for each department if wished.

    Rights to edit are given on it. Citizens find forms by the guide pages, so it shows nothing.
    """

    subpage_types = ["eforms.FormPage", "eforms.FormIndexPage"]
    preview_modes: list = []

    class Meta:
        verbose_name = "申請フォームの置き場"
        verbose_name_plural = "申請フォームの置き場"

    def serve(self, request, *args, **kwargs):
        """Send the visitor to the page above."""
        return HttpResponseRedirect(self.get_parent().get_url(request) or "/")


class Signature(models.TextChoices):
    """Whether individuals sign with their My Number Card (specification 6(2))."""

    NONE = "none", "不要"
    ALLOWED = "allowed", "任意"
    REQUIRED = "required", "必須"


class ProcedureKind(models.TextChoices):
    """Kinds of procedures for which laws or ordinances lay down how they may be asked for."""

    RESIDENT_RECORD = "resident_record", "住民票の写し・除票の写し"
    FAMILY_REGISTER = "family_register", "戸籍・除籍・附票の証明"
    SEAL = "seal", "印鑑登録証明"
    MOVING_OUT = "moving_out", "転出届"
    TAX = "tax", "税の証明"


class FormPage(Page):
    """申請フォーム. What citizens fill is its newest :class:`FormVersion`, made by publishing."""

    code = models.SlugField(
        "アクセスURL", max_length=60, unique=True, null=True, validators=code_validators
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        related_name="forms",
        verbose_name="担当組織",
    )
    summary = RichTextField("制度の概要", blank=True, features=["bold", "link", "ul", "ol"])
    contact_name = models.CharField("問い合わせ先", max_length=100, blank=True)
    contact_phone = models.CharField("電話番号", max_length=20, blank=True)
    contact_email = models.EmailField("メールアドレス", blank=True)
    reference_url = models.URLField("制度掲載ページ", blank=True)
    accepts_from = models.DateTimeField("受付開始日時", null=True, blank=True)
    accepts_until = models.DateTimeField("受付終了日時", null=True, blank=True)
    for_individuals = models.BooleanField("個人", default=True)
    for_corporations = models.BooleanField("法人", default=False)
    for_organizations = models.BooleanField("団体", default=False)
    allow_guest = models.BooleanField("アカウントなしの申請を認める", default=True)
    signature = models.CharField(
        "電子署名", max_length=10, choices=Signature, default=Signature.NONE
    )
    procedure_kind = models.CharField(
        "手続の種類", max_length=20, choices=ProcedureKind, blank=True
    )
    my_number_task = models.BooleanField("個人番号利用事務", default=False)
    legal_basis = models.CharField("根拠法令", max_length=300, blank=True)
    retention_days = models.PositiveIntegerField("保存期間（日）", null=True, blank=True)
    fee_text = models.CharField("手数料", max_length=200, blank=True)
    documents_text = RichTextField(
        "用意するもの", blank=True, features=["bold", "link", "ul", "ol"]
    )
    minutes = models.PositiveSmallIntegerField("入力にかかる時間（分）", default=10)
    processing_text = models.CharField("標準処理期間", max_length=100, blank=True)
    next_steps = RichTextField("申請後の流れ", blank=True, features=["bold", "link", "ul", "ol"])
    body = FormBodyField(verbose_name="質問")

    subpage_types: list[str] = []
    exclude_fields_in_copy = ["code"]
    base_form_class = FormPageForm
    edit_handler = form_page_interface()

    class Meta:
        verbose_name = "申請フォーム"
        verbose_name_plural = "申請フォーム"

    @property
    def applicant_kinds(self) -> list[str]:
        """Who may apply: some of ``individual``, ``corporation``, ``organization``."""
        kinds = {
            "individual": self.for_individuals,
            "corporation": self.for_corporations,
            "organization": self.for_organizations,
        }
        return [kind for kind, allowed in kinds.items() if allowed]

    @transaction.atomic
    def save(self, clean=True, **kwargs):
        """Save; when a revision goes live, store the version of its questions with it.

        Here and not in ``publish``: the editor's "publish" goes past that. Without an address
        a form cannot be live, so that a copy of a published form starts as a draft.

        Raises:
            ValidationError: a form that is to go live is not ready; tells what and where.
        """
        if self.live and not self.code:
            self.live, self.has_unpublished_changes, self.live_revision = False, True, None
        goes_live = (
            self.live and self.live_revision_id is not None and kwargs.get("update_fields") is None
        )
        if goes_live and clean:
            publishing.refuse_unready(self)
        result = super().save(clean=clean, **kwargs)
        if goes_live:
            publishing.publish_version(self)
        return result

    @transaction.atomic
    def save_revision(self, *args, **kwargs):
        """Save a revision, unless somebody else did since the editor's page was looked at.

        Raises:
            Overtaken: somebody did; nothing is saved.
        """
        overwriting.refuse_overtaken(self)
        return super().save_revision(*args, **kwargs)

    def publish(self, revision, user=None, **kwargs):
        """Publish a revision; the version it makes is said to be published by ``user``."""
        revision.publisher = user
        return super().publish(revision, user=user, **kwargs)

    def get_url_parts(self, request=None):
        """Return the access URL, ``/f/<code>/``, whatever the place in the tree."""
        parts = super().get_url_parts(request)
        if parts is None or not self.code:
            return parts
        site_id, root_url, _path = parts
        return site_id, root_url, f"{get_script_prefix()}f/{self.code}/"

    def serve(self, request, *args, **kwargs):
        """Send visitors of the tree's address to the access URL."""
        if not self.code:
            raise Http404
        return HttpResponseRedirect(self.get_url(request))

    @property
    def preview_modes(self):
        """The start page, and each section."""
        return preview.modes(self)

    def serve_preview(self, request, mode_name):
        """Show a page of the form as it stands in the editor; nothing is stored."""
        return preview.respond(self, request, mode_name)
