"""The form as editors build it (FormPage) and as citizens fill it (FormVersion)."""

import uuid

from django.conf import settings
from django.db import models

from wagtail.fields import RichTextField
from wagtail.models import Page

from eforms.building.fields import FormBodyField


class FormPage(Page):
    """申請フォーム. What citizens see of it comes from its newest :class:`FormVersion`."""

    code = models.SlugField("アクセスURLの文字列", max_length=60, unique=True, null=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="forms", verbose_name="担当組織"
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
    fee_text = models.CharField("手数料", max_length=200, blank=True)
    documents_text = RichTextField("用意するもの", blank=True, features=["ul", "ol"])
    minutes = models.PositiveSmallIntegerField("入力にかかる時間（分）", default=10)
    processing_text = models.CharField("標準処理期間", max_length=100, blank=True)
    next_steps = RichTextField("申請後の流れ", blank=True, features=["ul", "ol", "link"])
    body = FormBodyField(verbose_name="質問")

    exclude_fields_in_copy = ["code"]

    class Meta:
        verbose_name = "申請フォーム"
        verbose_name_plural = "申請フォーム"


class FormVersion(models.Model):
    """An immutable compiled form: what is filled, checked, shown, exported and signed against."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(FormPage, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版")
    schema = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")
        ]
        verbose_name = "フォームの版"
        verbose_name_plural = "フォームの版"

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.page_id} 第{self.number}版"
