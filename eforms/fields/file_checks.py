"""What is said of a file that is not taken, and the checks that need only its beginning.

Each text names the file, says why, and what to do instead.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eforms.engine.schema import Question
from eforms.fields import file_kinds
from eforms.fields.base import named
from eforms.inspection.refusal import Reason


MEGABYTE = 1024 * 1024
DEFAULT_EXTENSIONS = ["pdf", "jpg", "png"]
# Specification 6(2)②: 100 MB in total for one application.
APPLICATION_MEGABYTES = 100
_AS_PHOTO = gettext_lazy("紙に印刷して写真に撮ると、写真として添付できます。")


@dataclass(frozen=True)
class Limits:
    """What an attachment question takes."""

    extensions: tuple[str, ...]
    megabytes: int
    files: int

    @classmethod
    def of(cls, question: Question) -> "Limits":
        """Read the options of a question."""
        options = question.options
        return cls(
            tuple(options.get("extensions") or DEFAULT_EXTENSIONS),
            int(options.get("max_mb", 5)),
            int(options.get("max_files", 1)),
        )

    @property
    def allowed(self) -> str:
        """The kinds in a row, for people."""
        return "、".join(self.extensions)

    @property
    def takes_pictures(self) -> bool:
        """Whether a photo can be the answer."""
        return any(file_kinds.KINDS[part].is_picture for part in self.extensions)


def name_problem(limits: Limits, name: str) -> str:
    """Return what is wrong with a file's name, or nothing."""
    kind = file_kinds.kind_of(name)
    if kind is not None and kind.extension in limits.extensions:
        return ""
    now = file_kinds.ending(name)[:20] or _("形式がわからないファイル")
    return _(
        "添付できるファイルは {allowed} です。「{short}」は {now} のため、"
        "添付できる形式のファイルを選んでください。"
    ).format(allowed=limits.allowed, short=short(name), now=now)


def size_problem(limits: Limits, name: str, size: int) -> str:
    """Return what is wrong with a file's size in bytes, or nothing."""
    if not size:
        return _("「{short}」には中身がありません。内容のあるファイルを選んでください。").format(
            short=short(name)
        )
    if size > limits.megabytes * MEGABYTE:
        return _(
            "「{short}」は{size_words}あります。1ファイル{megabytes}MBまでのファイルを選ん"
            "でください。"
        ).format(short=short(name), size_words=size_words(size), megabytes=limits.megabytes)
    return ""


def head_problem(limits: Limits, name: str, head: bytes) -> str:
    """Return what is wrong with the first ``file_kinds.HEAD`` bytes of a file, or nothing."""
    kind = file_kinds.kind_of(name)
    if kind is None or not kind.holds(head):
        return refusal(limits, name, Reason.OTHER_KIND)
    if head.startswith(file_kinds.COMPOUND_FILE):
        return refusal(limits, name, Reason.LOCKED)
    return ""


def problem(limits: Limits, uploaded: Any) -> str:
    """Return what is wrong with a file (name, size, seek, read) by its looks, or nothing."""
    name = uploaded.name or ""
    found = name_problem(limits, name) or size_problem(limits, name, uploaded.size)
    if found:
        return found
    uploaded.seek(0)
    head = uploaded.read(file_kinds.HEAD)
    uploaded.seek(0)
    return head_problem(limits, name, head)


def refusal(limits: Limits, name: str, reason: Reason) -> str:
    """Return what to say of a file that the examination has refused."""
    kind = file_kinds.kind_of(name)
    return _WORDS[reason].format(
        name=short(name),
        kind=kind.extension if kind else "",
        allowed=limits.allowed,
        photo=_AS_PHOTO if limits.takes_pictures else _("窓口でもお受けします。"),
    )


_WORDS = {
    Reason.OTHER_KIND: gettext_lazy(
        "「{name}」の中身が {kind} ではないようです。{allowed} のどれかで保存し直した"
        "ファイルを選んでください。"
    ),
    Reason.DAMAGED: gettext_lazy(
        "「{name}」を開けませんでした。ファイルが壊れているようです。"
        "保存し直したファイルを選んでください。{photo}"
    ),
    Reason.LOCKED: gettext_lazy(
        "「{name}」にはパスワードなどの保護がかかっているか、古い形式のため、"
        "職員が開けません。保護を外し、{kind} で保存し直したファイルを選んでください。"
        "{photo}"
    ),
    Reason.MACROS: gettext_lazy(
        "「{name}」にはマクロ（プログラム）が入っているため、お受けできません。"
        "マクロのない {kind} で保存し直したファイルを選んでください。"
    ),
    Reason.EMBEDDED: gettext_lazy(
        "「{name}」の中に別のファイルが埋め込まれているため、お受けできません。"
        "埋め込みを外して保存し直し、必要なファイルは別に添付してください。"
    ),
    Reason.REMOTE: gettext_lazy(
        "「{name}」は、開くとほかの場所からファイルを読み込むため、お受けできません。"
        "外部への参照を外して保存し直したファイルを選んでください。"
    ),
    Reason.ACTIVE: gettext_lazy(
        "「{name}」には、開くと動くプログラムや入力欄の動作が入っているため、"
        "お受けできません。「PDFとして印刷」で保存し直したファイルを選んでください。"
        "{photo}"
    ),
    Reason.TOO_MANY_PIXELS: gettext_lazy(
        "「{name}」は画像の縦横が大きすぎて開けません。5千万画素までに縮小するか、"
        "撮り直した写真を選んでください。"
    ),
    Reason.TOO_MUCH: gettext_lazy(
        "「{name}」は中身が大きすぎるか複雑すぎて、確かめられませんでした。"
        "ページを分けるか、保存し直したファイルを選んでください。{photo}"
    ),
    Reason.NO_READER: gettext_lazy(
        "「{name}」の形式（{kind}）は、いまお受けできません。別の形式で保存し直したフ"
        "ァイルを選んでください。{photo}"
    ),
}


def too_many(question: Question) -> str:
    """Return what to say of more files than a question takes."""
    most = Limits.of(question).files
    return _(
        "{question}に添付できるファイルは{most}個までです。{most}個以内にしてください。"
    ).format(question=named(question), most=most)


def no_room(name: str) -> str:
    """Return what to say of a file that goes beyond what one application may hold."""
    return _(
        "「{short}」を添付すると、1件の申請で合わせて{APPLICATION_MEGABYTES}MBまでとい"
        "う上限を超えます。ほかのファイルを削除するか、小さいファイルを選んでください"
        "。"
    ).format(short=short(name), APPLICATION_MEGABYTES=APPLICATION_MEGABYTES)


def not_kept(name: str) -> str:
    """Return what to say when the storage failed."""
    return _(
        "「{short}」を保存できませんでした。時間をおいて、もう一度選んでください。"
        "続くときは、担当課へお問い合わせください。"
    ).format(short=short(name))


def busy(name: str) -> str:
    """Return what to say when there is no time now to examine a file."""
    return _(
        "いま、ファイルの確認が混み合っています。「{short}」は、少し時間をおいて、"
        "もう一度添付してください。"
    ).format(short=short(name))


def size_words(size: int) -> str:
    """Return a number of bytes for people."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f}MB"
    return f"{max(1, round(size / 1024)):,}KB"


def short(name: str) -> str:
    """Return a file's name cut in its middle, its ending kept."""
    return name if len(name) <= 40 else f"{name[:20]}…{name[-15:]}"
