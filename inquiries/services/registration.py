"""What a family, or a colleague for it, has told when an inquiry is received."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from followups.models import Wish
from inquiries.models import Source
from inquiries.services import copies
from organisation.models import Language


@dataclass(frozen=True)
class Registration:
    """What is known of an inquiry when it is received. Phone numbers in E.164.

    `received_at` None means now. `form_key` is the one-time key of a form: the same
    key twice is the same inquiry, unless it comes from somebody else. `shown_due_at`
    is the moment that the family saw before sending; a later one is never stored.
    `shown_text` are the words in which it was promised; a form always has them.
    `slot_id` is the row of the time that it chose, with the wish for a chosen time.
    `named` are the recruiters whose names it saw: one of them gets it.
    `words` is the message or comment in which the family got in touch, as it stood.
    `utm` and `tracked_kind` are what the address told: see Inquiry.
    """

    name: str
    email: str = ""
    phone: str = ""
    message: str = ""
    wanted_assignments: tuple[str, ...] = ()
    wish: str = Wish.SOON
    no_voicemail: bool = False
    language: str = Language.SWEDISH
    page_language: str = "sv"
    needs_interpreter: bool = False
    source: str = Source.FORM
    received_at: datetime | None = None
    form_key: uuid.UUID | None = None
    activity_id: int | None = None
    unknown_code: str = ""
    tracked_kind: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)
    told_channel_id: int | None = None
    prompted_channel_id: int | None = None
    prompted_by: str = ""
    suspicion: str = ""
    owner_id: int | None = None
    note: str = ""
    shown_due_at: datetime | None = None
    shown_text: str = ""
    slot_id: int | None = None
    named: tuple[int, ...] = ()
    words: str = ""

    @property
    def sender(self) -> copies.Sender:
        return copies.Sender(self.name, self.phone, self.email)
