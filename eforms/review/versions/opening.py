"""What a form that is not public yet opens once it is published: told on the screen before."""

from datetime import datetime
from typing import Any

from django.conf import settings

from eforms.building.comparisons import KIND_LABELS
from eforms.building.compiler import compile_form
from eforms.building.windows import japanese_time
from eforms.engine.schema import FormSchema


def keep_closed(page: Any) -> None:
    """Make a draft of a page that "publish" on a new page has just created.

    Wagtail creates it as public and asks afterwards; until somebody says yes, nobody sees it.
    """
    if page.live and page.live_revision_id is None:
        page.live, page.has_unpublished_changes = False, True
        type(page).objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)


def facts(draft: Any, now: datetime) -> list[tuple[str, str]]:
    """Return what becomes possible by publishing ``draft``, as label and words."""
    schema = FormSchema.from_json(compile_form(draft))
    asked = sum(question.is_asked for question in schema.questions())
    kinds = "・".join(KIND_LABELS[kind] for kind in draft.applicant_kinds)
    guest = "アカウントがなくても申請できます" if draft.allow_guest else "アカウントが必要です"
    return [
        ("申請の画面のURL", f"{settings.PUBLIC_URL.rstrip('/')}/f/{draft.code}/"),
        ("受付", _window(draft, now)),
        ("申請できる方", f"{kinds}（{guest}）"),
        ("届いた申請を扱う組織", str(draft.organisation or "（選ばれていません）")),
        ("利用者の画面", f"{len(schema.sections)}画面、質問{asked}個"),
    ]


def _window(draft: Any, now: datetime) -> str:
    going_live = max(filter(None, (draft.go_live_at, now)))
    opens, closes = draft.accepts_from, draft.accepts_until
    if closes and closes <= going_live:
        return f"{japanese_time(closes)}に終わっています。公開しても申請できません"
    begin = japanese_time(opens) if opens and opens > going_live else "公開と同時"
    end = f"{japanese_time(closes)}まで" if closes else "終わりは決まっていません"
    return f"{begin}から。{end}"
