"""Mail texts that staff set per form; without one, the default text is sent."""

from django.core.exceptions import ValidationError
from django.db import models

from modelcluster.fields import ParentalKey


class MailEvent(models.TextChoices):
    """The five occasions of the specification, 6(2)②, and what an office asks for meanwhile."""

    SUBMITTED = "submitted", "申請を受け付けたとき"
    WITHDRAWN = "withdrawn", "申請が取り下げられたとき"
    REVIEWED = "reviewed", "審査が完了したとき"
    NOT_ACCEPTED = "not_accepted", "不受理としたとき"
    COMPLETED = "completed", "対応が完了したとき"
    CORRECTION = "correction", "補正を依頼したとき"
    MESSAGE = "message", "担当課がメッセージを送ったとき"
    DOCUMENT = "document", "担当課が文書を交付したとき"
    CORRECTION_OFF = "correction_off", "補正の依頼を取り消したとき"


class FormMailText(models.Model):
    """Subject and body of one event's mail for one form, with placeholders."""

    page = ParentalKey("eforms.FormPage", on_delete=models.CASCADE, related_name="mail_texts")
    event = models.CharField("送るとき", max_length=16, choices=MailEvent)
    subject = models.CharField("件名", max_length=120)
    body = models.TextField("本文")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "event"],
                name="one_mail_text_per_event",
                violation_error_message=(
                    "同じ「送るとき」の文面が、すでにあります。1つにまとめてください。"
                ),
            )
        ]
        verbose_name = "メール文面"
        verbose_name_plural = "メール文面"

    def __str__(self) -> str:
        return self.get_event_display()

    def clean(self) -> None:
        """Refuse placeholders that do not exist, naming those that do.

        Raises:
            ValidationError: by field.
        """
        from eforms.notices.placeholders import problems  # it builds on this file

        super().clean()
        found = {
            "subject": problems(self.subject or "", self.event, in_subject=True),
            "body": problems(self.body or "", self.event),
        }
        if any(found.values()):
            raise ValidationError({field: texts for field, texts in found.items() if texts})
