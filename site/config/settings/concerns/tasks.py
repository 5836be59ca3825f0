"""Celery and the outbox. Without a broker everything runs inside the web process."""

from celery.schedules import crontab

from config.environment import text


CELERY_BROKER_URL = text("CELERY_BROKER_URL", "memory://")
# No broker named: the outbox is worked off by a thread of the web process.
OUTBOX_IN_PROCESS = not text("CELERY_BROKER_URL")
# A process that took an effect and died is given this long before another takes it over.
OUTBOX_LEASE_SECONDS = 120
CELERY_TASK_ALWAYS_EAGER = OUTBOX_IN_PROCESS
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redis gives unacknowledged work back only after this time; the default hour is too long,
# and kombu's default sweep runs too seldom.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    # A request must not hang on a broker that does not answer.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "outbox.tasks.deliver_due", "schedule": 2.0},
    "publish": {"task": "operations.tasks.publish_scheduled", "schedule": 60.0},
    "dispose": {"task": "operations.tasks.dispose", "schedule": crontab(hour="3", minute="15")},
}
