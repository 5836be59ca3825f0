"""First texts of the policy pages, from ``policy_texts``; editors change them in Wagtail."""

from pathlib import Path


TEXTS = Path(__file__).parent / "policy_texts"

# Slug → title and introduction. The foot of every page links to these slugs.
POLICIES = {
    "accessibility": (
        "アクセシビリティ方針",
        "年齢や障がい、使う機器にかかわらず、どなたも使えるサイトを目指します。",
    ),
    "privacy": (
        "個人情報の取扱い",
        "申請で入力された個人情報を、何のために使い、どう守るかをお知らせします。",
    ),
    "terms": ("利用規約", "オンライン窓口を使うときの決まりです。"),
}


def policies() -> dict[str, dict[str, str]]:
    """Return the fields of each policy page by its slug."""
    return {
        slug: {
            "title": title,
            "introduction": introduction,
            "body": (TEXTS / f"{slug}.html").read_text(encoding="utf-8"),
        }
        for slug, (title, introduction) in POLICIES.items()
    }
