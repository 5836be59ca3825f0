"""The states of an application. Transitions stand in one table here; nothing else assigns a state."""

from django.db import models


class State(models.TextChoices):
    """状態, in the words citizens and staff see."""

    RECEIVED = "received", "受付済"
    UNDER_REVIEW = "under_review", "審査中"
    REVIEWED = "reviewed", "審査完了"
    COMPLETED = "completed", "対応完了"
    NOT_ACCEPTED = "not_accepted", "不受理"
    WITHDRAWN = "withdrawn", "取下げ"
