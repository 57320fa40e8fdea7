"""Read the mailbox to which our mails come back."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from messaging.bounces import read_all
from messaging.mailboxes import MailboxFailed, mailbox_at


class Command(BaseCommand):
    help = "Read what is unread in the mailbox of BOUNCE_URL, as the dispatcher does."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOUNCE_URL:
            raise CommandError("BOUNCE_URL is not set; see docs/running.md.")
        try:
            tally = read_all(mailbox_at(settings.BOUNCE_URL))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except MailboxFailed as error:
            raise CommandError(f"The mailbox could not be read: {error}") from error
        self.stdout.write(f"{tally.read} mails read, {tally.bounced} had come back")
