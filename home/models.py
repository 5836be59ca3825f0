"""The front page, plain pages, and what an editor sets for the whole site."""

from django.core.cache import cache
from django.db import models

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page


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
    ]

    class Meta:
        verbose_name = "サイト設定"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        cache.delete(SITE_SETTINGS_KEY)


class HomePage(Page):
    """The front page."""

    lead = models.CharField("リード文", max_length=200, blank=True)
    notice = RichTextField("お知らせ", blank=True, features=["bold", "link", "ul"])

    content_panels = Page.content_panels + [FieldPanel("lead"), FieldPanel("notice")]
    max_count = 1

    class Meta:
        verbose_name = "トップページ"


class StandardPage(Page):
    """A plain page: policies, how-to texts."""

    body = RichTextField("本文", features=["h2", "h3", "bold", "link", "ul", "ol"])

    content_panels = Page.content_panels + [FieldPanel("body")]

    class Meta:
        verbose_name = "一般ページ"
