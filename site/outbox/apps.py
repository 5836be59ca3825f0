from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "送信箱"

    def ready(self) -> None:
        from outbox import mail  # noqa: F401  (registers the handler of mails)
