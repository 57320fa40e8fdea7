"""What Celery runs. Beat only says “look now”; looking twice or late does no harm."""

from celery import shared_task

from messaging.dispatch import database_now, dispatcher_name, run_once
from messaging.steadiness import of_this_process


@shared_task(name="messaging.jobs.dispatch", ignore_result=True)
def dispatch() -> None:
    """Run one round; whatever it leaves is due in the next."""
    moment = database_now()
    if of_this_process.is_steady(moment):
        run_once(moment, dispatcher_name("celery"))
