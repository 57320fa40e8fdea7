"""Web push: a few words to a browser, encrypted so that only it can read them.

Each device has its own push service. One that is away or slow says nothing of
another's, so no fault here is ever one of the carrier itself.
"""

import json
from email.utils import parseaddr
from types import TracebackType
from typing import Final, Self

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from webpush import WebPush, WebPushMessage, WebPushSubscription

from messaging.channels import MESSAGE_SECONDS
from messaging.devices import device_of, forget
from messaging.faults import Gone, NotNow, Refused
from messaging.models import Message, PushDevice
from messaging.push_services import is_push_service
from messaging.vapid import is_push_offered, our_keys
from organisation.models import Municipality

ANSWER_SECONDS: Final = 5.0  # the other devices must have their turn
KEPT_SECONDS: Final = 12 * 60 * 60  # by the service, for a device that is switched off
NO_MORE: Final = (404, 410)
NOT_ALLOWED: Final = (401, 403)
LATER: Final = (408, 429)


class PushCarrier:
    """Writes to one device at a time; a device that is no more is struck off."""

    def __init__(self, seconds: float = MESSAGE_SECONDS) -> None:
        self.client: httpx.Client | None = None
        self.seconds = min(ANSWER_SECONDS, seconds)

    def send(self, message: Message, municipality: Municipality) -> str:
        device = device_of(message)
        if device is None or not is_push_offered():
            raise Gone("gone")
        answer = self._post(device, message)
        code = answer.status_code
        if code in NO_MORE:
            forget(device)
            raise Gone(f"gone:{code}")
        if code in NOT_ALLOWED:
            raise Refused(f"login-refused:{code}")
        if code in LATER or code >= 500:
            raise NotNow(f"later:{code}")
        if not answer.is_success:
            raise Refused(f"refused:{code}")
        PushDevice.objects.filter(pk=device.pk).update(last_used_at=timezone.now())
        return ""

    def _post(self, device: PushDevice, message: Message) -> httpx.Response:
        if not is_push_service(device.endpoint):
            raise Refused("bad-address")
        sealed = sealed_for(device, message)
        headers = {
            **sealed.headers,
            "content-type": "application/octet-stream",
            "urgency": "high",
            # The same row sent twice is shown once, where it was not fetched yet.
            "topic": message.pk.hex,
        }
        try:
            return self._client().post(
                device.endpoint, content=sealed.encrypted, headers=headers
            )
        except httpx.TimeoutException as error:
            raise NotNow("timed-out") from error
        except httpx.HTTPError as error:
            raise NotNow(f"unreachable:{type(error).__name__}") from error

    def _client(self) -> httpx.Client:
        if self.client is None:
            self.client = httpx.Client(timeout=self.seconds, follow_redirects=False)
        return self.client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.client is not None:
            self.client.close()


def sealed_for(device: PushDevice, message: Message) -> WebPushMessage:
    """The heading and where a click leads, for that device alone.

    Raises:
        Refused: the keys are none, ours or the device's.
    """
    shown = {"title": message.heading, "url": message.body, "tag": message.pk.hex}
    try:
        keys = our_keys()
        writer = WebPush(keys.private_pem, keys.public_pem, ttl=KEPT_SECONDS)
        return writer.get(
            json.dumps(shown).encode(),
            WebPushSubscription.model_validate(
                {
                    "endpoint": device.endpoint,
                    "keys": {"p256dh": device.p256dh, "auth": device.auth},
                }
            ),
            subscriber=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        )
    except ImproperlyConfigured as error:
        raise Refused("login-refused:key") from error
    except ValueError as error:
        raise Refused("bad-address") from error
