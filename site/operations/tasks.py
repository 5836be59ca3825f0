"""What Celery's beat does besides the outbox."""

from django.core.management import call_command

from celery import shared_task


@shared_task(name="operations.tasks.publish_scheduled")
def publish_scheduled() -> None:
    """Publish the pages whose time has come and take down those whose time is over (Wagtail)."""
    call_command("publish_scheduled")


@shared_task(name="operations.tasks.dispose")
def dispose() -> None:
    """Destroy what must not be kept any longer."""
    call_command("dispose")
