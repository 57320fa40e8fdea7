"""`manage.py make_push_key`: a key for notices in browsers."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging.vapid import new_private_key


class Command(BaseCommand):
    """Print a line for the environment. A new key ends every device's subscription."""

    help = "Make a VAPID key pair and print its private half, for VAPID_PRIVATE_KEY."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}")
