"""The one place that says whether an application can be sent without a signature.

Signing with the My Number Card is not built yet. Until it is, a form that asks for it takes no
application from those who would have to sign: refusing is the safe side (S6, specification 6(2)).
"""

from typing import Any

from django.utils.translation import gettext_lazy


REASON = gettext_lazy(
    "この申請には、マイナンバーカードによる電子署名が必要です。電子署名の受付の準"
    "備が終わるまで、オンラインでは申請できません。窓口または郵送で手続きをしてく"
    "ださい。"
)


def must_sign(page: Any, applicant_kind: str) -> bool:
    """Return whether this kind of applicant has to sign: individuals do, with their own card."""
    return page.signature == "required" and applicant_kind == "individual"


def cannot_be_sent(page: Any, applicant_kind: str) -> bool:
    """Return whether nothing can be sent with a form, because a signature would be needed."""
    return must_sign(page, applicant_kind)
