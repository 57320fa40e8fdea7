"""Housekeeping that Celery starts; each function may run twice or late."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="organisation.jobs.clear_sessions")
def clear_sessions() -> None:
    """Remove sessions, and the half-written forms in them, that have expired."""
    call_command("clearsessions")
