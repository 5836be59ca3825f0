"""Made-up people, places and texts of the demo city. Nobody real is among them."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from eforms.engine.schema import Question
from eforms.fields.corporate_number import check_digit


FAMILIES = (
    ("佐藤", "サトウ"), ("千葉", "チバ"), ("菅原", "スガワラ"), ("小野寺", "オノデラ"),
    ("佐々木", "ササキ"), ("及川", "オイカワ"), ("阿部", "アベ"), ("熊谷", "クマガイ"),
    ("高橋", "タカハシ"), ("岩渕", "イワブチ"), ("伊藤", "イトウ"), ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"), ("齋藤", "サイトウ"), ("渡邊", "ワタナベ"), ("𠮷田", "ヨシダ"),
)  # fmt: skip
GIVEN = (
    ("太郎", "タロウ"), ("花子", "ハナコ"), ("健一", "ケンイチ"), ("恵子", "ケイコ"),
    ("誠", "マコト"), ("美咲", "ミサキ"), ("大輔", "ダイスケ"), ("陽菜", "ヒナ"),
    ("和夫", "カズオ"), ("久美子", "クミコ"), ("翔太", "ショウタ"), ("千代", "チヨ"),
    ("蓮", "レン"), ("さくら", "サクラ"), ("勇", "イサム"), ("文", "フミ"),
)  # fmt: skip
TOWNS = (
    ("0210884", "大手町"), ("0210867", "駅前"), ("0210031", "青葉"), ("0210053", "山目"),
    ("0210021", "中央町"), ("0210893", "地主町"), ("0210864", "旭町"),
)  # fmt: skip
COMPANIES = ("株式会社磐井製作所", "有限会社栗駒建設", "合同会社げいび商店", "株式会社猊鼻観光")
COMPANY_PARTS = ("総務部", "経理課", "管理部")

Rng = random.Random


def name(rng: Rng) -> dict[str, str]:
    """Return a person's name with its reading."""
    family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
    return {
        "family": family[0],
        "given": given[0],
        "family_kana": family[1],
        "given_kana": given[1],
    }


def full_name(rng: Rng) -> str:
    """Return a person's name in one line."""
    person = name(rng)
    return f"{person['family']} {person['given']}"


def address(rng: Rng) -> dict[str, str]:
    """Return an address in the city."""
    code, town = rng.choice(TOWNS)
    return {
        "postal_code": code,
        "prefecture": "岩手県",
        "city": "一関市",
        "town": town,
        "street": f"{rng.randint(1, 9)}-{rng.randint(1, 30)}",
        "building": rng.choice(["", "", "", "メゾン磐井 203", "県営住宅 2-405"]),
    }


def phone(rng: Rng) -> str:
    """Return a telephone number outside the ranges that are given out (0191-00-…)."""
    return f"0191-00-{rng.randint(0, 9999):04}"


def birth_date(rng: Rng) -> str:
    """Return the birth date of a grown-up, as ISO 8601."""
    return (date(1936, 1, 1) + timedelta(days=rng.randint(0, 25_000))).isoformat()


def dates(rng: Rng, day: date) -> dict[str, str]:
    """Return dates by question code that make sense for something sent on ``day``."""
    moving = day + timedelta(days=rng.randint(-8, 25))
    before = {
        "notice_date": rng.randint(3, 80),
        "removal_date": rng.randint(100, 2000),
        "subject_death_date": rng.randint(30, 400),
        "head_birth_date": rng.randint(25_000, 33_000),
        "subject_birth_date": rng.randint(25_000, 33_000),
    }
    dated = {code: day - timedelta(days=days) for code, days in before.items()}
    dated |= {"moving_date": moving, "visit_date": moving + timedelta(days=rng.randint(1, 10))}
    return {code: moment.isoformat() for code, moment in dated.items()}


def corporate_number(rng: Rng) -> str:
    """Return 13 digits whose first is the check digit of the other twelve (法人番号)."""
    digits = f"{rng.randint(0, 999_999_999_999):012}"
    return f"{check_digit(digits)}{digits}"


def _register(rng: Rng) -> str:
    return f"一関市{rng.choice(TOWNS)[1]}{rng.randint(1, 300)}番地"


def _one(*texts: str) -> Callable[[Rng], str]:
    return lambda rng: rng.choice(texts)


BY_CODE: dict[str, Callable[[Rng], Any]] = {
    "birth_date": birth_date,
    "honseki": _register,
    "needed_address": _one("岩手県盛岡市内丸12番34号", "宮城県仙台市青葉区本町三丁目8番1号"),
    "seal_registration_no": lambda rng: f"{rng.randint(1, 99_999):06}",
    "old_householder": full_name,
    "new_householder": full_name,
    "owner_name": full_name,
    "representative_name": full_name,
    "representative_title": _one("代表取締役", "代表社員"),
    "contact_person": full_name,
    "contact_department": _one(*COMPANY_PARTS),
    "agent_name": lambda rng: f"税理士法人いわい {full_name(rng)}",
    "corporate_number": corporate_number,
    "org_name": _one(*COMPANIES),
    "group_name": _one("子育てサークルひまわり", "いわい親子の会", "げいび読み聞かせの会"),
    "activity": _one("絵本の読み聞かせと、保護者の話し合い", "親子の体操", "離乳食の教室"),
    "charge_detail": _one("材料費として1人200円", "飲み物代として1人100円"),
    "org_kana": lambda rng: None,
    "mover_relationship": _one("世帯主本人", "妻", "夫", "子", "母"),
    "subject_relationship": _one("妻", "夫", "母", "子"),
    "new_country": _one("オーストラリア", "ベトナム", "カナダ"),
    "notice_place": _one("岩手県一関市", "岩手県盛岡市", "宮城県仙台市青葉区"),
    "purpose_other": _one("勤め先に出すため", "手元に控えを置くため", "学校に出すため"),
    "submit_to": _one("盛岡地方法務局", "勤め先", "一関年金事務所", "岩手銀行", "学校"),
    "request_reason": _one(
        "亡くなった父の土地の名義を変える手続きのため",
        "亡くなったおばの預金を相続する手続きのため",
    ),
    "remarks": _one(
        "昭和の初めごろに盛岡市から本籍を移したと聞いています。", "急ぎませんのでお願いします。"
    ),
    "vehicle_no": lambda rng: f"岩手580 あ {rng.randint(10, 99)}-{rng.randint(10, 99)}",
    "asset_place": lambda rng: f"一関市{rng.choice(TOWNS)[1]}",
    "asset_number": lambda rng: f"{rng.randint(1, 300)}番{rng.randint(1, 9)}",
    "copies": lambda rng: rng.choice([1, 1, 1, 2, 3]),
    "certificate_copies": lambda rng: rng.choice([1, 1, 1, 2]),
    "copies_all": lambda rng: rng.choice([1, 1, 2]),
    "copies_individual": lambda rng: rng.choice([1, 1, 2]),
    "sets": lambda rng: rng.choice([1, 1, 2]),
}
BY_TYPE: dict[str, Callable[[Rng], Any]] = {"name": name, "address": address, "phone": phone}


def maker(question: Question) -> Callable[[Rng], Any] | None:
    """Return what makes a natural answer to a question, if there is something for it."""
    return BY_CODE.get(question.code) or BY_TYPE.get(question.type)
