"""The acts that a history is made of, whoever writes them down."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from followups.models import FollowUpTask, Promise
from followups.steps import NextStep
from inquiries.models import Inquiry
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from organisation.models import Municipality, StaffMember


@dataclass
class Account:
    """One inquiry as it stands: with its open step and promise, where it has them.

    `latest_at` is when something was last written down about it. `is_repeat` is known
    to the plot alone: the household has inquired before. `sorry_at`, to the ledger:
    when it last apologised.
    """

    inquiry: Inquiry
    latest_at: datetime
    task: FollowUpTask | None = None
    promise: Promise | None = None
    has_email: bool = False
    is_repeat: bool = False
    sorry_at: datetime | None = None


class Desk(Protocol):
    """Who writes: the services, or the ledger. Every act changes the account."""

    def receive(
        self,
        municipality: Municipality,
        registration: Registration,
        *,
        at: datetime,
        by: StaffMember | None,
    ) -> Account: ...

    def log_call(
        self,
        account: Account,
        outcome: str,
        *,
        by: StaffMember,
        at: datetime,
        next_step: NextStep | None = None,
        note: str = "",
    ) -> None: ...

    def log_written(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None: ...

    def move(
        self,
        account: Account,
        stage: Stage,
        *,
        by: StaffMember | None,
        at: datetime,
        next_step: NextStep | None = None,
        reason: str = "",
        wake_up_on: date | None = None,
    ) -> None: ...

    def replan(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None: ...

    def break_promise(self, account: Account, *, at: datetime) -> None: ...
