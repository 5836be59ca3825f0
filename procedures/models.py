"""Guide pages: what a procedure is, and the way into its form."""

from django.db import models
from django.utils import timezone

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from procedures.online import online
from procedures.rich_text import RichTextSerializer


TEXT = ["bold", "link", "document-link", "ul", "ol"]


class Icon(models.TextChoices):
    """The drawings of ``static/img/icons.svg``."""

    DOCUMENT = "document", "書類"
    YEN = "yen", "お金・税"
    HOUSE = "house", "家・引っ越し"
    FAMILY = "family", "家族・子ども"
    HEART = "heart", "健康・福祉"
    LEAF = "leaf", "ごみ・環境"
    WATER = "water", "水道"
    BUILDING = "building", "事業者"


class ProcedureIndexPage(Page):
    """手続きの分類: a group of procedures (戸籍・住民票, 税); the outermost lists them all."""

    summary = models.CharField(
        "説明",
        max_length=200,
        blank=True,
        help_text="何の手続きがあるかを1行で書きます。例：住民票、戸籍、印鑑登録の証明書",
    )
    icon = models.CharField("絵", max_length=20, choices=Icon, default=Icon.DOCUMENT)

    content_panels = Page.content_panels + [FieldPanel("summary"), FieldPanel("icon")]
    api_fields = [APIField("summary"), APIField("icon")]
    search_fields = Page.search_fields + [index.SearchField("summary")]

    parent_page_types = ["home.HomePage", "procedures.ProcedureIndexPage"]
    subpage_types = ["procedures.ProcedureIndexPage", "procedures.ProcedurePage"]
    page_description = "手続きをまとめる分類です。この下に手続き案内を置きます。"

    class Meta:
        verbose_name = "手続きの分類"
        verbose_name_plural = "手続きの分類"

    def get_context(self, request, *args, **kwargs):
        """Add ``groups``, see below."""
        return super().get_context(request, *args, **kwargs) | {"groups": self.groups(request)}

    def groups(self, request=None) -> list[tuple["ProcedureIndexPage | None", list[dict]]]:
        """Return the live procedures below this page by category; None heads those right below."""
        categories = list(
            ProcedureIndexPage.objects.live().public().descendant_of(self).order_by("path")
        )
        found = list_procedures(ProcedurePage.objects.descendant_of(self), request)
        by_place: dict[str, list[dict]] = {}
        for row in found:
            by_place.setdefault(row["page"].path[: -Page.steplen], []).append(row)
        heads = [(None, self.path)] + [(category, category.path) for category in categories]
        return [(head, by_place[path]) for head, path in heads if path in by_place]


class ProcedurePage(Page):
    """手続き案内: who, when, what to bring, fee, time, ways to do it."""

    summary = models.CharField(
        "概要",
        max_length=200,
        help_text="何のための手続きかを、やさしい言葉で1〜2文で書きます。一覧にも表示されます。",
    )
    who = RichTextField("申請できる方", blank=True, features=TEXT)
    when = RichTextField(
        "申請の時期・期限",
        blank=True,
        features=TEXT,
        help_text="期限がある手続きだけ書きます。例：引っ越した日から14日以内",
    )
    documents = RichTextField(
        "必要なもの",
        blank=True,
        features=TEXT,
        help_text="空欄にすると、申請フォームの「用意するもの」を表示します。",
    )
    needs_card = models.BooleanField(
        "オンライン申請にマイナンバーカードが必要",
        default=False,
        help_text="必要な場合、カードと暗証番号の用意を案内します。",
    )
    fee = models.CharField(
        "手数料",
        max_length=200,
        blank=True,
        help_text="例：1通300円。無料のときは「無料」。空欄にすると、申請フォームの手数料を表示します。",
    )
    processing = models.CharField(
        "標準処理期間",
        max_length=100,
        blank=True,
        help_text="例：3日から5日（土日祝日を除く）。空欄にすると、申請フォームのものを表示します。",
    )
    details = RichTextField("くわしい説明", blank=True, features=["h3", *TEXT])
    other_ways = RichTextField(
        "そのほかの方法",
        blank=True,
        features=TEXT,
        help_text="窓口、郵送、コンビニ交付など。オンライン申請はこの上に自動で表示されます。",
    )
    office = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="担当窓口",
        help_text="電話番号と場所は、組織の情報から表示されます。",
    )
    legal_basis = models.CharField(
        "根拠となる法令", max_length=200, blank=True, help_text="例：住民基本台帳法 第12条"
    )
    reviewed_on = models.DateField("内容を確認した日", null=True, blank=True)
    form = models.ForeignKey(
        "eforms.FormPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name="申請フォーム",
        help_text="選ぶと「オンラインで申請する」ボタンが表示されます。受付期間外は、その旨を表示します。",
    )

    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        MultiFieldPanel(
            [PageChooserPanel("form"), FieldPanel("needs_card")], heading="オンライン申請"
        ),
        MultiFieldPanel(
            [FieldPanel("who"), FieldPanel("when"), FieldPanel("documents")], heading="申請の前に"
        ),
        FieldRowPanel([FieldPanel("fee"), FieldPanel("processing")], heading="費用と日数"),
        MultiFieldPanel([FieldPanel("other_ways"), FieldPanel("office")], heading="窓口など"),
        FieldPanel("details"),
        FieldRowPanel([FieldPanel("legal_basis"), FieldPanel("reviewed_on")], heading="管理"),
    ]
    api_fields = [
        APIField("summary"),
        *(
            APIField(name, serializer=RichTextSerializer())
            for name in ("who", "when", "documents", "details", "other_ways")
        ),
        *(
            APIField(name)
            for name in ("needs_card", "fee", "processing", "legal_basis", "reviewed_on", "form")
        ),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.SearchField("who"),
        index.SearchField("details"),
    ]

    parent_page_types = ["procedures.ProcedureIndexPage"]
    subpage_types: list[str] = []
    page_description = "ひとつの手続きの案内です。申請フォームへの入口になります。"

    class Meta:
        verbose_name = "手続き案内"
        verbose_name_plural = "手続き案内"

    def get_context(self, request, *args, **kwargs):
        """Add ``online`` and what is taken over from the form where the page says nothing."""
        form = self.form
        return super().get_context(request, *args, **kwargs) | {
            "online": online(form, timezone.now(), request),
            "fee": self.fee or (form.fee_text if form else ""),
            "processing": self.processing or (form.processing_text if form else ""),
            "documents": self.documents or (form.documents_text if form else ""),
        }


def list_procedures(pages, request=None, limit: int | None = None) -> list[dict]:
    """Return the live, public ones of ``pages`` as rows ``{"page", "online"}``, in tree order."""
    now = timezone.now()
    found = pages.live().public().select_related("form").order_by("path")[:limit]
    return [{"page": page, "online": online(page.form, now, request)} for page in found]
