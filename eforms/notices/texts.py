"""The texts sent when a form has none of its own."""

from dataclasses import dataclass

from eforms.notices.models import FormMailText, MailEvent


@dataclass(frozen=True)
class MailText:
    """Subject and body with placeholders."""

    subject: str
    body: str


_FOOT = """\
――――――――――――――――――――
このメールは、オンライン窓口から自動でお送りしています。
このメールに返信いただいても、お答えすることができません。
お問い合わせ先：{{問い合わせ先}}
お問い合わせの際は、受付番号をお知らせください。
お心当たりのない場合は、お手数ですが上記までご連絡ください。
"""

_FACTS = """\
手続　　：{{手続名}}
受付番号：{{受付番号}}
受付日時：{{受付日時}}
状況　　：{{状況}}
"""

_LINK = """\
申請の状況と内容は、次のページで確認できます。
{{確認用URL}}
"""


def _body(*parts: str) -> str:
    return "\n".join(("{{申請者名}} 様\n", *(part.strip("\n") + "\n" for part in parts), _FOOT))


DEFAULTS: dict[str, MailText] = {
    MailEvent.SUBMITTED: MailText(
        "【受付番号 {{受付番号}}】申請を受け付けました（{{手続名}}）",
        _body(
            "次の申請を受け付けました。",
            _FACTS,
            "これから担当課で内容を審査します。\n審査が終わりましたら、メールでお知らせします。",
            _LINK,
        ),
    ),
    MailEvent.WITHDRAWN: MailText(
        "【受付番号 {{受付番号}}】申請の取下げを受け付けました（{{手続名}}）",
        _body(
            "次の申請の取下げを受け付けました。",
            _FACTS,
            "この申請の審査は行いません。\n手続が必要になったときは、あらためて申請してください。",
            _LINK,
        ),
    ),
    MailEvent.REVIEWED: MailText(
        "【受付番号 {{受付番号}}】審査が完了しました（{{手続名}}）",
        _body(
            "次の申請の審査が完了しました。",
            _FACTS,
            "これから担当課で、証明書の準備などの対応を行います。\n対応が終わりましたら、メールでお知らせします。",
            _LINK,
        ),
    ),
    MailEvent.NOT_ACCEPTED: MailText(
        "【受付番号 {{受付番号}}】申請をお受けできませんでした（{{手続名}}）",
        _body(
            "次の申請について、内容を確認しましたが、お受けすることができませんでした。",
            _FACTS,
            "■ 理由\n{{理由}}",
            "■ 今後の手順\n{{今後の手順}}",
            "ご不明な点は、下記のお問い合わせ先までご連絡ください。",
            _LINK,
        ),
    ),
    MailEvent.COMPLETED: MailText(
        "【受付番号 {{受付番号}}】対応が完了しました（{{手続名}}）",
        _body(
            "次の申請への対応が完了しました。",
            _FACTS,
            "オンライン窓口をご利用いただき、ありがとうございました。",
            _LINK,
        ),
    ),
    MailEvent.CORRECTION: MailText(
        "【受付番号 {{受付番号}}】申請の内容を直していただくお願い（{{手続名}}）",
        _body(
            "次の申請について、担当課から、内容を直していただくお願い（補正の依頼）があります。",
            _FACTS + "期限　　：{{補正の期限}}まで\n",
            "直していただく項目と担当課の説明は、次のページで確認できます。\n"
            "期限までに、直した内容を同じページから送ってください。",
            "{{確認用URL}}",
        ),
    ),
    MailEvent.MESSAGE: MailText(
        "【受付番号 {{受付番号}}】担当課からメッセージが届いています（{{手続名}}）",
        _body(
            "次の申請について、担当課からメッセージが届いています。",
            _FACTS,
            "メッセージの内容は、次のページで確認できます。返事も同じページから送れます。",
            "{{確認用URL}}",
        ),
    ),
    MailEvent.DOCUMENT: MailText(
        "【受付番号 {{受付番号}}】担当課から文書が届いています（{{手続名}}）",
        _body(
            "次の申請について、担当課から文書が届いています。",
            _FACTS,
            "文書は、次のページからダウンロードできます。受け取れる期間は、ページに書いてあります。",
            "{{確認用URL}}",
        ),
    ),
    MailEvent.CORRECTION_OFF: MailText(
        "【受付番号 {{受付番号}}】補正の依頼を取り消しました（{{手続名}}）",
        _body(
            "先にお知らせした補正の依頼を、担当課が取り消しました。",
            _FACTS,
            "内容を直していただく必要はありません。\n審査が終わりましたら、メールでお知らせします。",
            _LINK,
        ),
    ),
}


def text_for(page_id: int, event: str) -> MailText:
    """Return a form's own text of an event, or the default."""
    own = FormMailText.objects.filter(page_id=page_id, event=event).first()
    return MailText(own.subject, own.body) if own else DEFAULTS[event]
