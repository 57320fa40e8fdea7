"""The list of recipients, with what became of the latest mail to each."""

from collections.abc import Iterable
from dataclasses import dataclass

from messaging.models import Message
from messaging.wording import State, fault_text, state_of
from organisation.models import Municipality
from reports.mail_keys import all_mailings_of, key_of
from reports.models import Recipient


@dataclass(frozen=True)
class RecipientRow:
    """`latest` is None where nothing was sent yet; `fault` says why it failed."""

    recipient: Recipient
    latest: Message | None

    @property
    def state(self) -> State | None:
        return None if self.latest is None else state_of(self.latest)

    @property
    def fault(self) -> str:
        return "" if self.latest is None else fault_text(self.latest.last_error)


def recipient_rows(
    municipality: Municipality, recipients: Iterable[Recipient]
) -> list[RecipientRow]:
    """One statement for all their latest mails."""
    messages = (
        all_mailings_of(municipality)
        .messages()
        .order_by("recipient_key", "-created_at")
        .distinct("recipient_key")
    )
    latest = {each.recipient_key: each for each in messages}
    return [RecipientRow(each, latest.get(key_of(each.pk))) for each in recipients]
