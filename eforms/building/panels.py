"""The editor's screens of a form, in the order an editor thinks."""

import json

from django import forms

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

from eforms.building.rule_block import editor_table
from eforms.building.tools_panel import ToolsPanel


def _moment() -> forms.DateTimeInput:
    """Return the browser's own date and time input, to the second."""
    return forms.DateTimeInput(
        attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
    )


def form_page_interface() -> TabbedInterface:
    """Return the tabs of the editor: basics, questions, mails, place in the site."""
    return TabbedInterface(
        [
            ObjectList(_basics(), heading="基本情報"),
            ObjectList(_questions(), heading="質問"),
            ObjectList(_mails(), heading="メール文面"),
            ObjectList(_place(), heading="サイト内の位置"),
        ]
    )


def _basics() -> list:
    return [
        TitleFieldPanel(
            "title",
            heading="申請フォームの名称",
            placeholder="例：住民票の写しの交付申請",
            help_text="利用者の画面、受付のメール、職員の一覧に表示されます。",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "code",
                    help_text="申請フォームのURLの末尾です。「juminhyo」と入力すると、URLは「/f/juminhyo/」"
                    "になります。半角の英小文字・数字・ハイフンが使えます。公開後に変更しても、"
                    "以前のURLは新しいURLへ案内されます。",
                ),
                FieldPanel(
                    "organisation",
                    help_text="届いた申請を扱う組織です。この組織の職員だけが申請を見られます。",
                ),
                FieldPanel("summary", help_text="制度の内容と、申請できる方を短く説明します。"),
                FieldRowPanel(
                    [
                        FieldPanel("contact_name", help_text="例：市民課 窓口サービス係"),
                        FieldPanel("contact_phone", help_text="例：0191-21-2111"),
                        FieldPanel("contact_email"),
                    ]
                ),
                FieldPanel(
                    "reference_url",
                    help_text="制度をくわしく説明しているページのURL。申請のはじめの画面からリンクします。",
                ),
            ],
            heading="基本情報",
            icon="doc-full",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "accepts_from",
                            widget=_moment(),
                            help_text="この日時（日本時間）に受付を始めます。空のときは公開と同時に始めます。",
                        ),
                        FieldPanel(
                            "accepts_until",
                            widget=_moment(),
                            help_text="この日時になると受付を終えます。3月31日いっぱい受け付けるときは"
                            "「4月1日 0時0分」とします。空のときは終わりがありません。",
                        ),
                    ]
                ),
                FieldPanel("fee_text", help_text="例：1通300円、無料"),
                FieldPanel("documents_text", help_text="申請の前に手元に用意していただくもの。"),
                FieldRowPanel(
                    [
                        FieldPanel("minutes"),
                        FieldPanel("processing_text", help_text="例：3〜5営業日"),
                    ]
                ),
                FieldPanel("next_steps", help_text="申請が届いたあと、何がいつ行われるか。"),
            ],
            heading="受付",
            icon="date",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("for_individuals"),
                        FieldPanel("for_corporations"),
                        FieldPanel("for_organizations"),
                    ],
                    heading="申請できる方",
                    help_text="2つ以上を選ぶと、利用者がはじめに自分の区分を選びます。",
                ),
                FieldPanel(
                    "allow_guest",
                    help_text="メールアドレスの確認だけで申請できるようにします。",
                ),
            ],
            heading="申請者",
            icon="group",
        ),
        *_legal(),
    ]


def _legal() -> list:
    return [
        MultiFieldPanel(
            [
                FieldPanel(
                    "procedure_kind",
                    help_text="法令や条例で申請のしかたが決まっている手続のときに選びます。"
                    "選ぶと、電子署名の設定が合っているかを公開前に確かめます。ほかの手続では空のままにします。",
                ),
                FieldPanel(
                    "signature",
                    help_text="個人の方に、マイナンバーカードによる電子署名をお願いするかどうか。"
                    "「必須」にすると、電子署名の受付が始まるまで、個人の方はオンラインで申請できません。",
                ),
            ],
            heading="手続の種類と電子署名",
            icon="key",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "my_number_task",
                    help_text="番号法または条例で、マイナンバーを使うと決められている事務のときだけ選びます。"
                    "選ばないと、マイナンバーの質問のあるフォームは公開できません。",
                ),
                FieldPanel(
                    "legal_basis",
                    help_text="マイナンバーを使う根拠。例：番号法 別表の項、条例の名称と条番号",
                ),
                FieldPanel(
                    "retention_days",
                    help_text="申請を保存する日数。対応が終わった日から数えます。5年のときは1826とします。"
                    "マイナンバーは、この期間が過ぎると元に戻せない方法で削除します。",
                ),
            ],
            heading="マイナンバーと保存期間",
            icon="lock",
        ),
    ]


def _questions() -> list:
    return [
        ToolsPanel(),
        FieldPanel(
            "body",
            heading="質問",
            attrs={"data-form-rules": json.dumps(editor_table(), ensure_ascii=False)},
            help_text="1つのセクションが、利用者の1画面になります。セクションの中に質問を並べます。"
            "条件によって表示する質問は、質問の右上の歯車ボタンで設定します。",
        ),
    ]


def _mails() -> list:
    return [
        HelpPanel(template="eforms/notices/mail_help.html", heading="文面の書き方"),
        InlinePanel(
            "mail_texts",
            [FieldPanel("event"), FieldPanel("subject"), FieldPanel("body")],
            heading="メール文面",
            label="メール文面",
            max_num=5,
            help_text="この手続だけの文面にしたいときに追加します。追加しないものは、標準の文面で送られます。",
        ),
    ]


def _place() -> list:
    return [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    help_text="職員の画面でページを区別する文字列です。利用者には表示されません。",
                ),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            heading="サイト内の位置",
        )
    ]
