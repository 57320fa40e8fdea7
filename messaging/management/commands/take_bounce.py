"""Take one mail that came back, from a mail server's pipe."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from messaging.arrival import StillBeingSent
from messaging.bounces import take
from messaging.mailboxes import MOST_BYTES


class Command(BaseCommand):
    help = (
        "Read one mail on standard input. Says nothing: a mail server would send it "
        "back. 75 asks it to come again later."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            take(sys.stdin.buffer.read(MOST_BYTES))
        except (StillBeingSent, DatabaseError, InterfaceError) as error:
            raise CommandError(
                type(error).__name__, returncode=os.EX_TEMPFAIL
            ) from error
