"""Messages and a carrier for tests of their delivery."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from messaging.channels.sms import NullCarrier
from messaging.models import Message, Status
from tests.make import make_message

MINUTE = timedelta(minutes=1)


class Scripted(NullCarrier):
    """Answers each message as the script says: a fault is raised, "" is accepted."""

    def __init__(self, *script):
        self.script = list(script)
        self.seen = []

    def send(self, message, municipality):
        self.seen.append(message.pk)
        answer = self.script.pop(0) if self.script else ""
        if isinstance(answer, Exception):
            raise answer
        return answer


def fresh(message):
    return Message.objects.get(pk=message.pk)


def a_claimed_message(**fields):
    return make_message(
        **{
            "status": Status.SENDING,
            "lease_token": uuid4(),
            "lease_until": timezone.now() + MINUTE,
            **fields,
        }
    )
