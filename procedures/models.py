"""Guide pages: what a procedure is, and the way into its form."""

from django.db import models

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class ProcedureIndexPage(Page):
    """A group of procedures (戸籍・住民票, 税)."""

    summary = models.CharField("説明", max_length=200, blank=True)

    content_panels = Page.content_panels + [FieldPanel("summary")]

    class Meta:
        verbose_name = "手続きの分類"


class ProcedurePage(Page):
    """手続き案内: who, when, what to bring, fee, time, ways to do it."""

    summary = models.CharField("概要", max_length=200)
    who = RichTextField("申請できる方", blank=True, features=["ul", "ol", "bold", "link"])
    documents = RichTextField("必要なもの", blank=True, features=["ul", "ol", "bold", "link"])
    fee = models.CharField("手数料", max_length=200, blank=True)
    processing = models.CharField("標準処理期間", max_length=100, blank=True)
    details = RichTextField("くわしい説明", blank=True, features=["h3", "ul", "ol", "bold", "link"])
    other_ways = RichTextField("そのほかの方法", blank=True, features=["ul", "ol", "bold", "link"])
    office = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="担当窓口"
    )
    form = models.ForeignKey(
        "eforms.FormPage", models.SET_NULL, null=True, blank=True, related_name="procedures", verbose_name="申請フォーム"
    )

    content_panels = Page.content_panels + [
        FieldPanel(name)
        for name in ("summary", "who", "documents", "fee", "processing", "details", "other_ways", "office", "form")
    ]

    class Meta:
        verbose_name = "手続き案内"
