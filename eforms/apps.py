from django.apps import AppConfig


class EformsConfig(AppConfig):
    name = "eforms"
    verbose_name = "申請フォーム"

    def ready(self) -> None:
        from eforms.notices import delivery  # noqa: F401  (registers the handler of notices)
