"""What Celery runs. Beat only says “look now”; looking twice or late does no harm."""

from celery import shared_task

from messaging.dispatch import database_now, dispatcher_name, run_once


@shared_task(name="messaging.jobs.dispatch", ignore_result=True)
def dispatch() -> None:
    """Run one round; whatever it leaves is due in the next."""
    run_once(database_now(), dispatcher_name("celery"))
