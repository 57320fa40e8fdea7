"""Real processes in tests: what one waits for, and how their claims come free."""

import time
from datetime import timedelta

from django.utils import timezone

from messaging.models import Message, Status

PATIENCE = 60  # seconds; the machine may have other things to do


def wait_until(is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def let_the_lease_pass():
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(status=Status.SENDING).update(lease_until=past)
