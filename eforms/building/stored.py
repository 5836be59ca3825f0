"""What publishing stores: the versions of a form and the addresses it has ever had."""

import uuid

from django.conf import settings
from django.db import models


class ImmutableError(TypeError):
    """Somebody tried to change or delete what never changes."""


class ImmutableQuerySet(models.QuerySet):
    """Rows that can be added and read, and nothing else."""

    def _refuse(self, *args, **kwargs):
        raise ImmutableError(f"{self.model.__name__} never changes")

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = _refuse


class FormVersion(models.Model):
    """An immutable compiled form: what is filled, checked, shown, exported and signed against."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey("eforms.FormPage", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版")
    schema = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")
        ]
        verbose_name = "フォームの版"
        verbose_name_plural = "フォームの版"

    def __str__(self) -> str:
        return f"{self.page_id} 第{self.number}版"

    def save(self, *args, **kwargs) -> None:
        """Store a new version.

        Raises:
            ImmutableError: it is stored already.
        """
        if not self._state.adding:
            raise ImmutableError("FormVersion never changes")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: applications are read against their version for ever.

        Raises:
            ImmutableError: always.
        """
        raise ImmutableError("FormVersion never changes")


class VersionSource(models.Model):
    """The editor's blocks from which a version was compiled: with them it can be restored."""

    version = models.OneToOneField(
        FormVersion, models.PROTECT, primary_key=True, related_name="source"
    )
    body = models.JSONField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "版の元の質問"
        verbose_name_plural = "版の元の質問"

    def __str__(self) -> str:
        return f"{self.version_id}"


class VersionPolicy(models.Model):
    """What becomes of drafts on earlier versions, decided when a version was published.

    They are carried over to ``version`` once ``drafts_until`` is past; None: at once. A version
    without a policy takes no drafts over.
    """

    version = models.OneToOneField(
        FormVersion, models.PROTECT, primary_key=True, related_name="policy"
    )
    severity = models.CharField("変更の大きさ", max_length=10, blank=True)
    drafts_until = models.DateTimeField("入力中の申請の期限", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "入力中の申請の扱い"
        verbose_name_plural = "入力中の申請の扱い"

    def __str__(self) -> str:
        return f"{self.version_id}"


class PublishChoice(models.Model):
    """What an editor chose for running drafts, kept until the revision goes live.

    That may be at once, or at the time it is scheduled for. It counts only while the live version
    is still the one that the editor compared with.
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", models.CASCADE, primary_key=True, related_name="+"
    )
    against = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    drafts_until = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.revision_id}"


class FormCode(models.Model):
    """A path a form was ever published under. Old ones lead to the form's present address."""

    code = models.SlugField(max_length=60, unique=True)
    page = models.ForeignKey("eforms.FormPage", models.CASCADE, related_name="codes")
    claimed_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "アクセスURL"
        verbose_name_plural = "アクセスURL"

    def __str__(self) -> str:
        return self.code


class FormTranslation(models.Model):
    """What editors wrote for a form in one further language (eforms.building.translations).

    ``texts`` is key → ``{"text", "source"}``; citizens read what publishing put into a version.
    """

    page = models.ForeignKey("eforms.FormPage", models.CASCADE, related_name="translations")
    language = models.CharField("言語", max_length=10)
    texts = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"], name="one_translation_per_language"
            )
        ]
        verbose_name = "フォームの翻訳"
        verbose_name_plural = "フォームの翻訳"

    def __str__(self) -> str:
        return f"{self.page_id} {self.language}"
