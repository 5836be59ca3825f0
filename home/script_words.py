"""The texts of the citizens' scripts (``say`` in static/js/words.js), for other languages."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as noop


WORDS = (
    noop("通信できなかったため、変更できませんでした。入力した内容はこの画面に残っています。"),
    noop("パスワードを表示する"),
    noop("文字を入力すると、一覧から探せます。"),
    noop("ほかに{count}件あります。文字を入力して絞り込めます。"),
    noop("見つかりません。別の言葉で探してください。"),
    noop("はじめの{count}件を表示しています。"),
    noop("{count}件見つかりました。"),
    noop("送れませんでした。通信の状態を確かめて、「もう一度送る」を押してください。"),
    noop("保存の期限が切れたか、別の画面で申請が進んでいます。画面を開き直してください。"),
    noop("ファイルの送信が終わるまでお待ちください。終わりしだい、先に進みます。"),
    noop(
        "送れなかったファイルがあります。「もう一度送る」か「取りやめる」を押してから、先に進んでください。"
    ),
    noop("カメラで撮影する"),
    noop("ここにファイルを置いて添付することもできます。"),
    noop("順番を待っています。"),
    noop("送信中"),
    noop("取りやめる"),
    noop("もう一度送る"),
    noop("閉じる"),
    noop("削除"),
    noop("中身を確かめています。"),
    noop(
        "添付できるファイルは{most}個までです。ほかのファイルを削除してから、もう一度選んでください。"
    ),
    noop("「{name}」は{size}あります。1ファイル{most}MBまでのファイルを選んでください。"),
    noop("「{name}」を取りやめました。"),
    noop("{count}個のファイルを送っています。"),
    noop("「{name}」を添付しました。"),
    noop("{count}個のファイルを添付しました。"),
    noop("添付できなかったファイルが{count}個あります。"),
    noop("{name}の送信"),
    noop("送信中（{part}%）"),
    noop("「{name}」を削除しました。必要なときは、もう一度添付してください。"),
)


def spoken() -> dict[str, str]:
    """Return Japanese → the language spoken now; nothing where that is Japanese."""
    return {} if get_language() == "ja" else {word: gettext(word) for word in WORDS}
