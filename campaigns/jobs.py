"""Housekeeping that Celery starts; each function may run twice or late."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from campaigns.models import CountedStep

KEPT: Final = timedelta(days=7)  # a form's answers are kept for one


@shared_task(name="campaigns.jobs.forget_counted_steps")
def forget_counted_steps() -> None:
    """Remove the keys of forms whose pages were counted over a week ago."""
    CountedStep.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
