"""Readings above the interface's hard words, for who wishes them.

A word list, not a dictionary: only words of counters and forms whose reading never changes.
The readings are hidden from screen readers, which read the words themselves.
"""

import re


READINGS = dict(
    pair.split()
    for pair in """
    申請 しんせい
    申請者 しんせいしゃ
    手続き てつづき
    手続 てつづき
    窓口 まどぐち
    郵送 ゆうそう
    受付 うけつけ
    受付番号 うけつけばんごう
    受付期間 うけつけきかん
    受付時間 うけつけじかん
    入力 にゅうりょく
    確認 かくにん
    送信 そうしん
    保存 ほぞん
    期限 きげん
    変更 へんこう
    削除 さくじょ
    添付 てんぷ
    必須 ひっす
    任意 にんい
    登録 とうろく
    利用登録 りようとうろく
    審査 しんさ
    完了 かんりょう
    対応 たいおう
    担当課 たんとうか
    担当 たんとう
    手数料 てすうりょう
    証明書 しょうめいしょ
    住所 じゅうしょ
    氏名 しめい
    生年月日 せいねんがっぴ
    電話番号 でんわばんごう
    郵便番号 ゆうびんばんごう
    都道府県 とどうふけん
    市区町村 しくちょうそん
    番地 ばんち
    法人 ほうじん
    団体 だんたい
    個人 こじん
    個人情報 こじんじょうほう
    取扱い とりあつかい
    利用規約 りようきやく
    方針 ほうしん
    状況 じょうきょう
    一覧 いちらん
    途中 とちゅう
    画面 がめん
    質問 しつもん
    回答 かいとう
    内容 ないよう
    必要 ひつよう
    書類 しょるい
    用意 ようい
    案内 あんない
    分類 ぶんるい
    検索 けんさく
    連絡先 れんらくさき
    問い合わせ といあわせ
    問い合わせ先 といあわせさき
    平日 へいじつ
    土日祝日 どにちしゅくじつ
    取下げ とりさげ
    退会 たいかい
    現在 げんざい
    表示 ひょうじ
    設定 せってい
    再設定 さいせってい
    住民票 じゅうみんひょう
    戸籍 こせき
    印鑑登録 いんかんとうろく
    税金 ぜいきん
    引っ越し ひっこし
    市役所 しやくしょ
    """.strip().splitlines()
)
# A word inside a longer one that is not in the list is left alone when kanji stand beside it.
_KANJI = "\u3400-\u9fff々"
_WORDS = re.compile(
    rf"(?<![{_KANJI}])(?:{'|'.join(sorted(map(re.escape, READINGS), key=len, reverse=True))})"
    rf"(?![{_KANJI}])"
)
_PIECES = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
# What cannot hold a reading, or is not ours to read.
_PLAIN = frozenset({"head", "script", "style", "textarea", "option", "svg", "ruby", "code"})


def in_text(text: str) -> str:
    """Return text (HTML without tags) with readings above the listed words."""
    return _WORDS.sub(
        lambda found: (
            f'<ruby>{found[0]}<rp>（</rp><rt aria-hidden="true">{READINGS[found[0]]}</rt>'
            "<rp>）</rp></ruby>"
        ),
        text,
    )


def in_page(page: str) -> str:
    """Return a page with readings in the text of its body."""
    written, plain = [], 0
    for piece in _PIECES.split(page):
        tag = _TAG.match(piece)
        if tag and tag[2].lower() in _PLAIN:
            plain += -1 if tag[1] else 1
        written.append(piece if tag or plain or piece.startswith("<") else in_text(piece))
    return "".join(written)
