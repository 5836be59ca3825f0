"""How often something may be tried: counted in the database, one atomic update a try.

Reading a number, deciding, and writing it back would let parallel guesses through; here the
``WHERE`` of the update decides. An address or network is kept as a keyed hash only.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from vault.index import blind_index


@dataclass(frozen=True)
class Limit:
    """So many tries within so many seconds, counted from the first of them."""

    name: str
    tries: int
    seconds: int


class Tries(models.Model):
    """Tries of one kind for one key in the running window."""

    limit = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "key"], name="one_count_per_key")]

    def __str__(self) -> str:
        return f"{self.limit} {self.count}"


def take(limit: Limit, *key: str, tries: int | None = None) -> int:
    """Use up one try; return 0, or the seconds to wait when there is none left.

    ``tries`` replaces the limit's number where a stricter one holds.
    """
    now = timezone.now()
    ends_at = now + timedelta(seconds=limit.seconds)
    rows = _rows(limit, key)
    with transaction.atomic():
        allowed = limit.tries if tries is None else tries
        if rows.filter(ends_at__gt=now, count__lt=allowed).update(count=F("count") + 1):
            return 0
        if rows.filter(ends_at__lte=now).update(count=1, ends_at=ends_at):
            return 0
        _, made = Tries.objects.get_or_create(
            limit=limit.name, key=_hashed(limit, key), defaults={"count": 1, "ends_at": ends_at}
        )
        if made:
            return 0
        # A row exists and is full, or another request has just made it.
        if rows.filter(ends_at__gt=now, count__lt=allowed).update(count=F("count") + 1):
            return 0
        ends_at = rows.values_list("ends_at", flat=True).first() or ends_at
    return max(1, round((ends_at - now).total_seconds()))


def used_up(limit: Limit, *key: str) -> bool:
    """Tell whether no try is left, without using one."""
    return _rows(limit, key).filter(ends_at__gt=timezone.now(), count__gte=limit.tries).exists()


def forget(limit: Limit, *key: str) -> None:
    """Start the count anew, for instance after the right password."""
    _rows(limit, key).delete()


def delete_finished() -> int:
    """Delete counts whose window has ended; return how many. For the regular clean-up."""
    return Tries.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def waiting_text(seconds: int) -> str:
    """Return a waiting time in words: 「あと30秒」「あと5分」."""
    return (
        _("あと{seconds}秒").format(seconds=seconds)
        if seconds < 60
        else _("あと{value}分").format(value=-(-seconds // 60))
    )


def _hashed(limit: Limit, key: tuple[str, ...]) -> str:
    return blind_index("\0".join(key), scope=f"throttle.{limit.name}")


def _rows(limit: Limit, key: tuple[str, ...]) -> models.QuerySet[Tries]:
    return Tries.objects.filter(limit=limit.name, key=_hashed(limit, key))
