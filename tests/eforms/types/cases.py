"""What people do wrong and right with each question type, and what must come of it, as data."""

from dataclasses import dataclass, field
from typing import Any

from tests import papers


@dataclass(frozen=True)
class File:
    """A file to choose."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Case:
    """One question alone on a page.

    ``item`` are its keys as a data file has them (docs/forms-as-data.md), ``wrong`` and ``right``
    what is typed, chosen by its words, or picked: part of the input → text, list of texts, or File.
    ``told`` is a piece of the message, ``shown`` what the confirmation and the desk show, ``cells``
    what stands in the CSV, ``value`` the stored answer (None: made up on the way). ``on_page`` is
    to be read beside the question, ``before`` are questions it needs, with their answers by code.
    """

    kind: str
    right: dict[str, Any]
    shown: str
    cells: tuple[str, ...] = ()
    value: Any = None
    item: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    on_page: str = ""
    before: tuple[dict[str, Any], ...] = ()
    before_answers: dict[str, dict[str, Any]] = field(default_factory=dict)


CHOICES = [{"label": "市の窓口", "code": "counter"}, {"label": "郵送", "code": "post"}, "その他"]

CASES = [
    Case(
        "short_text",
        {"": "　一関 太郎の店 "},
        "一関 太郎の店",
        ("一関 太郎の店",),
        "一関 太郎の店",
        {"max_length": 10},
        {"": "十文字をこえるとても長い名前"},
        "10文字以内",
    ),
    Case(
        "long_text",
        {"": "一行目\n二行目"},
        "二行目",
        ("一行目\n二行目",),
        "一行目\n二行目",
        {"max_length": 20},
        {"": "あ" * 21},
        "20文字以内",
    ),
    Case(
        "integer",
        {"": "１２通"},
        "12通",
        ("12",),
        12,
        {"minimum": 1, "maximum": 20, "unit": "通"},
        {"": "百"},
        "数字",
    ),
    Case(
        "date",
        {"era": "昭和", "year": "５５", "month": "4", "day": "1"},
        "昭和55年4月1日",
        ("1980-04-01",),
        "1980-04-01",
        {"latest": "today"},
        {"era": "昭和", "year": "65", "month": "1", "day": "1"},
        "64年1月7日",
    ),
    Case("yes_no", {"": "はい"}, "はい", ("はい",), True, {}, {}, "選んでください"),
    Case(
        "choice",
        {"": "郵送"},
        "郵送",
        ("郵送",),
        None,
        {"choices": CHOICES, "as": "radios"},
        {},
        "選んでください",
    ),
    Case(
        "choices",
        {"": ["市の窓口", "郵送"]},
        "郵送",
        ("市の窓口、郵送",),
        None,
        {"choices": CHOICES, "minimum": 1, "maximum": 2},
        {"": ["市の窓口", "郵送", "その他"]},
        "2つ",
    ),
    Case(
        "name",
        {"family": "髙橋", "given": "花子", "family_kana": "たかはし", "given_kana": "ﾊﾅｺ"},
        "髙橋 花子",
        ("髙橋", "花子", "タカハシ", "ハナコ"),
        {"family": "髙橋", "given": "花子", "family_kana": "タカハシ", "given_kana": "ハナコ"},
        {"kana": True},
        {"family": "髙橋", "given": "花子", "family_kana": "高橋", "given_kana": "花子"},
        "カタカナ",
    ),
    Case(
        "address",
        {
            "postal_code": "〒０２１−８５０１",
            "prefecture": "岩手県",
            "city": "一関市",
            "town": "竹山町",
            "street": "７-２",
            "building": "",
        },
        "岩手県一関市竹山町７-２",
        ("021-8501", "岩手県", "一関市", "竹山町", "７-２"),
        None,
        {},
        {"postal_code": "021", "prefecture": "岩手県", "city": "一関市", "town": "竹山町1"},
        "7けたの数字",
    ),
    Case(
        "phone",
        {"": "０１９１ー２１ー２１１１"},
        "0191-21-2111",
        ("0191-21-2111",),
        "0191-21-2111",
        {},
        {"": "21-2111"},
        "市外局番",
    ),
    Case(
        "email",
        {"": "ｔａｒｏ＠example.jp"},
        "taro@example.jp",
        ("taro@example.jp",),
        "taro@example.jp",
        {},
        {"": "taro.example.jp"},
        "@",
    ),
    Case(
        "attachment",
        {"": File("委任状.pdf", papers.pdf())},
        "委任状.pdf",
        ("委任状.pdf",),
        None,
        {
            "help": "本人が書いたもの",
            "extensions": ["pdf"],
            "max_mb": 1,
            "max_files": 1,
        },
        {"": File("委任状.zip", b"PK\x03\x04" + b"\0" * 40)},
        "pdf",
    ),
    Case(
        "consent",
        {"": "事実のとおりです"},
        "確認しました",
        ("確認",),
        True,
        {"statement": "入力した内容は事実のとおりです。"},
        {},
        "チェックを入れて",
    ),
    Case(
        "decimal",
        {"": "１，２３４．５"},
        "1,234.5㎡",
        ("1234.5",),
        1234.5,
        {"places": 2, "minimum": "0", "unit": "㎡"},
        {"": "12.345"},
        "小数点以下2けたまで",
    ),
    Case(
        "money",
        {"": "￥１２，０００円"},
        "12,000円",
        ("12000",),
        12000,
        {"minimum": 1000},
        {"": "1万円"},
        "「万」を使わずに",
    ),
    Case(
        "time",
        {"": "午後１時半"},
        "午後1時30分",
        ("13:30",),
        "13:30",
        {"earliest": "9:00", "latest": "17:00"},
        {"": "8時"},
        "午前9時",
    ),
    Case(
        "month",
        {"era": "令和", "year": "８", "month": "４"},
        "令和8年4月",
        ("2026-04",),
        "2026-04",
        {},
        {"era": "昭和", "year": "70", "month": "1"},
        "存在しない年月",
    ),
    Case(
        "fiscal_year",
        {"": "令和7年度（2025年4月～2026年3月）"},
        "令和7年度",
        ("2025",),
        2025,
        {"back": 5, "ahead": 0},
        {},
        "一覧から選んで",
    ),
    Case(
        "url",
        {"": "www.city.ichinoseki.iwate.jp/"},
        "https://www.city.ichinoseki.iwate.jp/",
        ("https://www.city.ichinoseki.iwate.jp/",),
        "https://www.city.ichinoseki.iwate.jp/",
        {},
        {"": "ホームページ"},
        "のように",
    ),
    Case(
        "company",
        {
            "corporate_number": "Ｔ４０００－０２００－３２０９３",
            "name": "㈱一関商店",
            "kana": "いちのせきしょうてん",
            "address": "岩手県一関市竹山町7-2",
        },
        "㈱一関商店",
        ("4000020032093", "㈱一関商店"),
        None,
        {"kana": True},
        {
            "corporate_number": "5000020032093",
            "name": "㈱一関商店",
            "kana": "イチ",
            "address": "一関",
        },
        "法人番号",
    ),
    Case(
        "bank_account",
        {
            "bank_name": "ゆうちょ銀行",
            "branch_name": "10530",
            "account_kind": "普通",
            "account_number": "１２３４５６７１",
            "account_holder": "いちのせき たろう",
        },
        "1234567",
        ("〇五八", "1234567"),
        None,
        {},
        {
            "bank_name": "岩手銀行",
            "branch_name": "一関支店",
            "account_kind": "普通",
            "account_number": "12345678901",
            "account_holder": "イチノセキ　タロウ",
        },
        "口座番号",
    ),
    Case(
        "my_number",
        {"": "１２３４ ５６７８ ９０１８"},
        "********9018",
        ("登録あり",),
        wrong={"": "123456789019"},
        told="数字に間違いがある",
    ),
    Case(
        "search_list",
        {"": "山目小学校"},
        "山目小学校",
        ("山目小学校",),
        None,
        {
            "choices": [
                "一関小学校",
                "山目小学校",
                "赤荻小学校",
                *(f"第{n}小学校" for n in range(40)),
            ]
        },
        {},
        "選んで",
    ),
    Case(
        "calculated",
        {},
        "900円",
        ("900",),
        900,
        {
            "formula": {"op": "product", "of": ["copies", 300]},
            "unit": "円",
        },
        on_page="900円",
        before=({"type": "integer", "code": "copies", "label": "通数", "required": True},),
        before_answers={"copies": {"": "3"}},
    ),
    Case(
        "hidden_value",
        {},
        "広報から",
        ("広報から",),
        "広報から",
        {"parameter": "source", "allowed": "広報から\n窓口から"},
        before=({"type": "yes_no", "code": "read", "label": "読みましたか", "required": True},),
        before_answers={"read": {"": "はい"}},
    ),
    Case(
        "static_text",
        {},
        "",
        item={"label": "", "text": "<p>手数料は窓口で支払います。</p>"},
        on_page="手数料は窓口で支払います。",
    ),
    Case("heading", {}, "", item={}, on_page="確かめる質問"),
    Case(
        "notice",
        {},
        "",
        item={"kind": "warning", "text": "<p>期限があります。</p>"},
        on_page="期限があります。",
    ),
    Case("image", {}, "", item={"alt": "記入例の写真"}, on_page=""),
    Case(
        "stop",
        {},
        "",
        item={
            "text": "<p>市外の方は申請できません。</p>",
            "show": {"all": [{"question": "lives", "op": "equals", "value": False}]},
        },
        before=(
            {"type": "yes_no", "code": "lives", "label": "市内に住んでいますか", "required": True},
        ),
        before_answers={"lives": {"": "はい"}},
    ),
]
