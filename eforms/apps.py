from django.apps import AppConfig


class EformsConfig(AppConfig):
    name = "eforms"
    verbose_name = "申請フォーム"

    def ready(self) -> None:
        from accounts import registration
        from eforms.filling import closing, taking_over
        from eforms.notices import delivery, staff  # noqa: F401  (register the handlers of notices)

        registration.before_closing(closing.delete_drafts)
        registration.on_taking_over(taking_over.take_over)
