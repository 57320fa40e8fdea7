"""Prove that mail and SMS are configured, before a family depends on it."""

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from messaging.channels import MESSAGE_SECONDS
from messaging.delivery import CARRIERS
from messaging.faults import Fault
from messaging.models import Channel, Message
from messaging.wording import fault_text
from organisation.models import Municipality

BODY = "Det här är ett test. Du behöver inte göra något."


class Command(BaseCommand):
    help = "Send a test message past the outbox, and say whether it was accepted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="an address to send a test mail to")
        parser.add_argument("--sms", help="a number such as +46701740605")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [(each, options.get(each.value)) for each in Channel]
        chosen = [(channel, address) for channel, address in wanted if address]
        if not chosen:
            raise CommandError("Say where to: --email ADDRESS, --sms NUMBER, or both.")
        sender = Municipality.objects.order_by("pk").first()
        if sender is None:
            raise CommandError("There is no municipality yet, so nobody to send as.")
        with translation.override("en"):
            failed = [each for each in chosen if not self._send(sender, *each)]
        if failed:
            raise CommandError("Not everything was accepted.")

    def _send(self, sender: Municipality, channel: Channel, address: str) -> bool:
        message = Message(
            id=uuid4(), channel=channel, recipient=address, heading="Test", body=BODY
        )
        try:
            with CARRIERS[channel](MESSAGE_SECONDS) as carrier:
                carrier.send(message, sender)
        except Fault as fault:
            self.stdout.write(f"{channel} to {address}: {fault_text(fault.code)}")
            return False
        except ImproperlyConfigured as error:
            self.stdout.write(f"{channel} to {address}: {error}")
            return False
        self.stdout.write(f"{channel} to {address}: accepted.")
        return True
