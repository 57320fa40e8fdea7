"""Whether a form that comes again is the same family's, or another's.

Two people may send from one page: two open tabs, a tablet at a fair. Another name
with another number and address is somebody else, and gets an inquiry of its own.
Source: docs/decisions/0034-two-people-one-page.md.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from inquiries.models import ContactDetails, Inquiry

NEXT: Final = "the next person at the same page"
SENDERS_AT_MOST: Final = 50  # of one page; a correction by a later one is a new inquiry


@dataclass(frozen=True)
class Sender:
    """Who a form says that it is from. The phone number in E.164."""

    name: str
    phone: str
    email: str

    def is_likely(self, contact: ContactDetails) -> bool:
        """Whether a name, a number or an address is the same: then it is a copy."""
        return (
            _plain(self.name) == _plain(contact.name)
            or bool(self.phone and self.phone == str(contact.phone))
            or bool(self.email and self.email.lower() == contact.email.lower())
        )


def key_of(form_key: uuid.UUID, sender: Sender) -> uuid.UUID:
    """Give the key of this sender's inquiry: the form's own, or one made from it.

    The same for every copy that the sender sends, also when it is corrected. Whoever
    is erased is nobody's likeness any more, and their key stays theirs.
    """
    keys = list(islice(_keys(form_key), SENDERS_AT_MOST))
    taken = _contacts(keys)
    for key in keys:
        contact = taken.get(key)
        if key not in taken or contact is None or sender.is_likely(contact):
            return key
    return uuid.uuid5(keys[-1], f"{sender.name}\n{sender.phone}\n{sender.email}")


def is_sent(form_key: uuid.UUID, sender: Sender) -> bool:
    """Whether this sender's form has been received before."""
    key = key_of(form_key, sender)
    return Inquiry.objects.filter(form_key=key).exists()


def _keys(form_key: uuid.UUID) -> Iterator[uuid.UUID]:
    while True:
        yield form_key
        form_key = uuid.uuid5(form_key, NEXT)


def _contacts(keys: list[uuid.UUID]) -> dict[uuid.UUID | None, ContactDetails | None]:
    """Key → whose it is; None for somebody who has been erased."""
    found = Inquiry.objects.filter(form_key__in=keys).select_related("contact")
    return {each.form_key: getattr(each, "contact", None) for each in found}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
