"""The front page, plain pages, and what an editor sets for the whole site."""

from django.core.cache import cache
from django.db import models

from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from modelcluster.fields import ParentalKey

from procedures.models import ProcedureIndexPage, ProcedurePage, list_procedures
from procedures.rich_text import RichTextSerializer


# Under it the cache keeps {host: SiteSettings}, see home.site_settings.
SITE_SETTINGS_KEY = "home.site_settings"


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Brand and support desk, shown in every page's header and foot."""

    city_name = models.CharField("自治体名", max_length=50, default="一関市")
    service_name = models.CharField("サービス名", max_length=50, default="オンライン窓口")
    support_phone = models.CharField("サポートデスク電話番号", max_length=20, blank=True)
    support_email = models.EmailField("サポートデスクのメールアドレス", blank=True)
    support_hours = models.CharField(
        "受付時間",
        max_length=120,
        default="平日 9時00分から17時15分まで（土日祝日・12月29日から1月3日を除く）",
    )
    counter_hours = models.CharField(
        "窓口の受付時間",
        max_length=120,
        default="平日 8時30分から17時15分まで（土日祝日・12月29日から1月3日を除く）",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("city_name"), FieldPanel("service_name")],
            heading="名称",
            help_text="すべてのページの上部と、ブラウザーのタブに表示されます。",
        ),
        MultiFieldPanel(
            [
                FieldPanel("support_phone"),
                FieldPanel("support_hours"),
                FieldPanel("support_email"),
            ],
            heading="サポートデスク",
            help_text="すべてのページの下部に表示されます。空欄の項目は表示されません。",
        ),
        FieldPanel("counter_hours", help_text="手続き案内の「窓口」に表示されます。"),
    ]

    class Meta:
        verbose_name = "サイト設定"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        cache.delete(SITE_SETTINGS_KEY)


# How many procedures the front page shows while an editor has chosen none.
SHOWN_UNCHOSEN = 6


class HomePage(Page):
    """The front page."""

    lead = models.CharField(
        "リード文",
        max_length=200,
        blank=True,
        help_text="このサイトで何ができるかを1〜2文で書きます。",
    )
    notice = RichTextField(
        "お知らせ",
        blank=True,
        features=["bold", "link", "ul"],
        help_text="休止の予定など、先に知らせたいことだけを書きます。空欄なら表示されません。",
    )

    content_panels = Page.content_panels + [
        FieldPanel("lead"),
        FieldPanel("notice"),
        InlinePanel(
            "featured_procedures",
            heading="よく使われる手続き",
            label="手続き",
            max_num=8,
            help_text="選ばない場合は、はじめの6件を表示します。",
        ),
    ]
    api_fields = [
        APIField("lead"),
        APIField("notice", serializer=RichTextSerializer()),
        APIField("featured_procedures"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "procedures.ProcedureIndexPage",
        "home.StandardPage",
        "eforms.FormIndexPage",
    ]
    page_description = "サイトの入口です。1つだけ作れます。"
    max_count = 1

    class Meta:
        verbose_name = "トップページ"
        verbose_name_plural = "トップページ"

    def get_context(self, request, *args, **kwargs):
        """Add ``categories`` and ``procedures`` (rows of ``list_procedures``)."""
        return super().get_context(request, *args, **kwargs) | {
            "categories": self.categories(),
            "procedures": self.procedures(request),
        }

    def categories(self):
        """Return the entrances: the groups that hold no further group, in tree order."""
        below = ProcedureIndexPage.objects.live().public().descendant_of(self)
        pages = list(below.order_by("path"))
        holding = {page.path[: -Page.steplen] for page in pages}
        return [page for page in pages if page.path not in holding]

    def procedures(self, request=None) -> list[dict]:
        """Return the procedures chosen by the editors in their order, else the first few."""
        chosen = [row.procedure_id for row in self.featured_procedures.all()]
        pages = ProcedurePage.objects.descendant_of(self)
        if not chosen:
            return list_procedures(pages, request, limit=SHOWN_UNCHOSEN)
        rows = list_procedures(pages.filter(pk__in=chosen), request)
        return sorted(rows, key=lambda row: chosen.index(row["page"].pk))


class FeaturedProcedure(Orderable):
    """A procedure that the front page shows."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_procedures")
    procedure = models.ForeignKey(
        ProcedurePage, models.CASCADE, related_name="+", verbose_name="手続き案内"
    )

    panels = [PageChooserPanel("procedure")]
    api_fields = [APIField("procedure")]

    class Meta(Orderable.Meta):
        verbose_name = "よく使われる手続き"
        verbose_name_plural = "よく使われる手続き"

    def __str__(self) -> str:
        return str(self.procedure)


class StandardPage(Page):
    """A plain page: policies, how-to texts."""

    introduction = models.CharField(
        "リード文", max_length=200, blank=True, help_text="ページの要点を1〜2文で書きます。"
    )
    body = RichTextField("本文", features=["h2", "h3", "bold", "link", "document-link", "ul", "ol"])

    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("body")]
    api_fields = [APIField("introduction"), APIField("body", serializer=RichTextSerializer())]
    search_fields = Page.search_fields + [
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = "方針や使い方など、文章のページです。"

    class Meta:
        verbose_name = "一般ページ"
        verbose_name_plural = "一般ページ"
