"""The services as a desk, for acts on what the database holds already."""

from datetime import date, datetime

from followups.models import FollowUpTask, Promise
from followups.steps import NextStep
from inquiries.demonstration.desk import Account
from inquiries.models import ContactDetails, Event, Inquiry
from inquiries.services import calls, moves
from inquiries.services.broken import apologise, write_down
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from organisation.models import Municipality, StaffMember


def account_of(inquiry: Inquiry) -> Account:
    """How an inquiry stands in the database now."""
    fresh = Inquiry.objects.select_related("municipality", "owner").get(pk=inquiry.pk)
    latest = Event.objects.filter(inquiry=fresh).order_by("-recorded_at").first()
    contact = ContactDetails.objects.filter(inquiry=fresh).first()
    return Account(
        fresh,
        fresh.registered_at if latest is None else latest.recorded_at,
        FollowUpTask.objects.open().filter(inquiry=fresh).first(),
        Promise.objects.open().filter(inquiry=fresh).first(),
        has_email=contact is not None and contact.email != "",
    )


class ServiceDesk:
    """Every act is a service's, and is in the database when it returns."""

    def receive(
        self,
        municipality: Municipality,
        registration: Registration,
        *,
        at: datetime,
        by: StaffMember | None,
    ) -> Account:
        return account_of(receive(municipality, registration, at=at, by=by))

    def log_call(
        self,
        account: Account,
        outcome: str,
        *,
        by: StaffMember,
        at: datetime,
        next_step: NextStep | None = None,
        note: str = "",
    ) -> None:
        calls.log_call(
            account.inquiry, outcome, by=by, at=at, next_step=next_step, note=note
        )
        _refresh(account)

    def log_written(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None:
        calls.log_written(account.inquiry, by=by, at=at, next_step=next_step)
        _refresh(account)

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
    ) -> None:
        moves.move_inquiry(
            account.inquiry,
            stage,
            by=by,
            at=at,
            next_step=next_step,
            reason=reason,
            wake_up_on=wake_up_on,
        )
        _refresh(account)

    def replan(
        self, account: Account, next_step: NextStep, *, by: StaffMember, at: datetime
    ) -> None:
        moves.plan_next_step(account.inquiry, next_step, by=by, at=at)
        _refresh(account)

    def break_promise(self, account: Account, *, at: datetime) -> None:
        """As the dispatcher, but that nobody at work is told of what is long past."""
        inquiry, promise = account.inquiry, account.promise
        if promise is not None:
            act = write_down(inquiry, promise, at=at)
            if account.task is not None and not inquiry.suspicion:
                apologise(act, promise, account.task)
        _refresh(account)


def _refresh(account: Account) -> None:
    fresh = account_of(account.inquiry)
    account.inquiry, account.latest_at = fresh.inquiry, fresh.latest_at
    account.task, account.promise = fresh.task, fresh.promise
