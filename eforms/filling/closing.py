"""What goes when a citizen closes the account: drafts, and the files that belong to them alone."""

from django.db import transaction

from accounts.citizens import Citizen
from audit import log
from eforms.applications import files, my_numbers
from eforms.applications.models import Attachment
from eforms.filling.models import Draft


def delete_drafts(citizen: Citizen) -> None:
    """Delete a citizen's drafts; the bytes of their files go once the transaction is through.

    Files that went into an application stay with it.
    """
    kept_by_drafts = Attachment.objects.filter(draft__citizen=citizen, application=None)
    with_numbers = my_numbers.MyNumber.objects.filter(draft__citizen=citizen).values("draft_id")
    for draft in Draft.objects.filter(pk__in=with_numbers).select_related("version__page"):
        my_numbers.destroy_of_draft(draft, log.citizen(citizen), why="account_closed")
    ids = list(kept_by_drafts.values_list("pk", flat=True))
    kept_by_drafts.delete()
    Draft.objects.filter(citizen=citizen).delete()
    for attachment_id in ids:
        transaction.on_commit(lambda pk=attachment_id: files.delete(pk))
