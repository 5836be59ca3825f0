"""What a guest began becomes the account's, once the address and the account are the same person's.

Who shows that, and when, is decided by the callers (docs/decisions/0005): the browser that signed
up and followed the mailed link, a signed-in one that confirmed its new address, or a signed-in one
that proved its address by a code.
"""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.citizens import Citizen
from audit import log
from eforms.applications.models import Application
from eforms.filling.keeping import service_name
from eforms.filling.models import Draft
from outbox.mail import queue_mail


SUBJECT = gettext_lazy("【{service}】申請をアカウントにまとめました")
BODY = gettext_lazy("""{service}をご利用いただき、ありがとうございます。

このメールアドレスで、アカウントを使わずに始めた申請を、アカウントにまとめました。
　送信した申請：{applications}件
　入力の途中の申請：{drafts}件

これからは、アカウントにサインインして、申請の状況の確認や続きの入力をしてください。
メールアドレスの確認コードだけでは、表示できなくなります。

お心当たりがない場合は、すぐにパスワードを再設定してください。

このメールは自動でお送りしています。返信いただいてもお答えできません。
""")


def take_over(citizen: Citizen) -> int:
    """Give a citizen what guests began with the address; return how much. The citizen is told."""
    with transaction.atomic():
        # Drafts first: one that is being sent holds its row, and its application comes out then.
        going = _drafts(citizen).filter(submitted_at=None).count()
        drafts = _drafts(citizen).update(citizen=citizen)
        ids = list(_applications(citizen).values_list("pk", flat=True))
        Application.objects.filter(pk__in=ids, citizen=None).update(citizen=citizen)
        if not (ids or drafts):
            return 0
        queue_mail(
            key=f"taken-over/{uuid.uuid4()}",
            event="taken_over",
            to=citizen.email,
            subject=SUBJECT.format(service=service_name()),
            body=BODY.format(service=service_name(), applications=len(ids), drafts=going),
        )
        data = {"applications": [str(one) for one in ids], "drafts": drafts}
        log.record("citizen.took_over", actor=log.citizen(citizen), data=data)
    return len(ids) + going


def waiting(citizen: Citizen) -> tuple[int, int]:
    """Return how many applications and open drafts of guests carry the citizen's address.

    Only for somebody who has proven the address: the numbers tell about whoever reads it.
    """
    return _applications(citizen).count(), _drafts(citizen).filter(submitted_at=None).count()


def _applications(citizen: Citizen) -> QuerySet[Application]:
    return Application.objects.filter(citizen=None, email_index=citizen.email_index)


def _drafts(citizen: Citizen) -> QuerySet[Draft]:
    return Draft.objects.filter(citizen=None, email_index=citizen.email_index)
