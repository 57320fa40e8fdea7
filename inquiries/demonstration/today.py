"""Today's queue, made by the services: never empty, whenever somebody looks.

At night and on a Sunday nobody promises a call within the hour; the demonstration does,
for the sake of whoever tries the program then.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from campaigns.models import Activity
from followups.models import FollowUpTask, Wish
from followups.promise import Offer
from followups.steps import NextStep
from followups.wording import EVENING_BEGINS
from inquiries.demonstration.desk import Account
from inquiries.demonstration.draws import generator
from inquiries.demonstration.histories import kept_share
from inquiries.demonstration.people import Crowd, Person
from inquiries.demonstration.plot import Plot
from inquiries.demonstration.service_desk import ServiceDesk, account_of
from inquiries.demonstration.timing import A_MOMENT, Timing
from inquiries.demonstration.towns import administrator_of, callers_of
from inquiries.models import (
    CallAttempt,
    ContactDetails,
    Inquiry,
)
from inquiries.offered import shown_words
from inquiries.scope import CALLS, Scope
from inquiries.services.moves import change_facts, plan_next_step
from inquiries.services.registration import Registration
from inquiries.workflow import Stage
from messaging.models import WAITING, Message, Status
from organisation.calendar import STOCKHOLM
from organisation.models import Assignment, Municipality

Kind = FollowUpTask.Kind
HOUR: Final = timedelta(hours=1)
QUARTER: Final = 15  # minutes; a promise ends at a whole quarter
LAST: Final = timedelta(minutes=5)  # before midnight: nothing of today is due later
VISIT: Final = time(15)
# Calls in a full queue, by when they fall due: so many minutes from now.
OVERDUE: Final = (-25, -170)
NEAR: Final = (20, 45)
# The others are spread from then on until the last hour.
AFTER: Final = timedelta(minutes=75)
LAST_HOUR: Final = time(20)
AT_LEAST: Final = timedelta(hours=3)  # of the evening, for who looks late
LEAST: Final = timedelta(minutes=30)  # that the others are spread over
A_MINUTE: Final = timedelta(minutes=1)
LATER: Final = 4
# Whoever gets in touch once more did so first within this time.
KNOWN_FOR: Final = timedelta(days=70)
KNOWN_SINCE: Final = timedelta(days=14)


@dataclass(frozen=True)
class Today:
    """The day of one municipality, from local midnight to midnight.

    Args:
        share: how much of a full queue there is to be, 0 to 1.
    """

    municipality: Municipality
    now: datetime
    rng: random.Random
    share: float = 1.0

    @property
    def scope(self) -> Scope:
        return Scope(self.municipality, self.now)

    def carry_on(self) -> int:
        """Do what fell due before today and is not done; how many inquiries.

        For a demonstration that has stood still for some days.
        """
        left = _open(self.municipality).filter(due_at__lt=self.scope.today)
        callers = callers_of(self.municipality)
        plot = Plot(self.municipality, self._timing(), self.rng, callers)
        inquiries = [task.inquiry for task in left.select_related("inquiry")]
        for inquiry in inquiries:
            with transaction.atomic():
                plot.live(ServiceDesk(), account_of(inquiry), self.scope.today)
        say_all_is_sent(inquiries)
        return len(inquiries)

    def fill(self) -> int:
        """Add what the queue lacks; how many calls."""
        moments = list(self._missing())
        crowd = Crowd(self.rng, self._numbers_used())
        known = self._known_household()
        added = [
            self._add(
                crowd,
                due_at,
                called_before=place % 3 == 2,
                person=known if place == 0 else None,
            ).inquiry
            for place, due_at in enumerate(moments)
        ]
        say_all_is_sent(added)
        self._bring_a_visit()
        self._bring_a_waking()
        return len(added)

    def _missing(self) -> Iterable[datetime]:
        """When those calls fall due that the queue lacks, in all three parts."""
        calls = _open(self.municipality).filter(kind__in=CALLS)
        soon, now = self.now + HOUR, self.now
        parts = (
            ([now + timedelta(minutes=each) for each in OVERDUE], {"due_at__lte": now}),
            (
                [now + timedelta(minutes=each) for each in NEAR],
                {"due_at__gt": now, "due_at__lte": soon},
            ),
            (self._later(), {"due_at__gt": soon, "due_at__lt": self.scope.tomorrow}),
        )
        for moments, there in parts:
            wanted = round(len(moments) * self.share)
            for moment in moments[calls.filter(**there).count() : wanted]:
                yield self._quarter(moment)

    def _later(self) -> list[datetime]:
        """Spread over what is left of the time that somebody works, or of the day."""
        first = self.now + AFTER
        left = self._last(first + LEAST) - first
        return [first + left * place / (LATER - 1) for place in range(LATER)]

    def _last(self, earliest: datetime) -> datetime:
        """When work ends today; where that is before long, the end of the evening."""
        day = localtime(self.now, STOCKHOLM).date()
        evening = datetime.combine(day, LAST_HOUR, STOCKHOLM)
        timing, last = self._timing(), evening
        while last >= earliest:
            if timing.is_open(last - A_MINUTE):
                return last
            last -= A_MINUTE * QUARTER
        return max(evening, self.now + AT_LEAST)

    def _quarter(self, moment: datetime) -> datetime:
        """The quarter that follows a coming moment; still today, past ones as is."""
        if moment <= self.now:
            return moment
        exact = moment.astimezone(UTC)  # on whose clock no hour is skipped or doubled
        quarter = exact.minute // QUARTER * QUARTER
        rounded = exact.replace(minute=quarter, second=0, microsecond=0)
        rounded += timedelta(minutes=QUARTER)
        return max(min(rounded, self.scope.tomorrow - LAST), self.now)

    @transaction.atomic
    def _add(
        self,
        crowd: Crowd,
        due_at: datetime,
        *,
        called_before: bool,
        person: Person | None,
    ) -> Account:
        """A family that got in touch some hours before it is to be called."""
        before = timedelta(minutes=self.rng.randint(95, 300))
        received_at = min(due_at, self.now) - before
        called_after = timedelta(minutes=self.rng.randint(20, 80))
        if called_before:
            received_at = self._timing().latest_open(received_at + called_after)
            received_at -= called_after
        person = person or crowd.draw(received_at)
        offer = Offer(Wish(self._wish(due_at)), due_at)
        registration = Registration(
            name=person.name,
            email=person.email,
            phone=person.phone or crowd.number(received_at),
            message=person.message,
            wish=offer.wish,
            shown_text=shown_words([offer], received_at)[offer.value],
            activity_id=self._activity_id(),
            wanted_assignments=(self.rng.choice(Assignment.values),),
            language=person.language,
            needs_interpreter=person.language not in {"sv", "en"},
            shown_due_at=due_at,
        )
        desk = ServiceDesk()
        account = desk.receive(self.municipality, registration, at=received_at, by=None)
        if called_before:
            by = self.rng.choice(list(callers_of(self.municipality).values()))
            step = NextStep(Kind.CALL, due_at, account.inquiry.owner_id)
            at = received_at + called_after
            outcome = CallAttempt.Outcome.NO_ANSWER
            desk.log_call(account, outcome, by=by, at=at, next_step=step)
        return account

    def _known_household(self) -> Person | None:
        """One that said no some weeks ago and thinks again: the desk sees it twice."""
        weeks_ago = (self.now - KNOWN_FOR, self.now - KNOWN_SINCE)
        people = ContactDetails.objects.filter(
            municipality=self.municipality,
            inquiry__stage=Stage.WITHDRAWN,
            inquiry__received_at__range=weeks_ago,
        )
        known = list(people.exclude(phone="").order_by("inquiry"))
        if not known:
            return None
        contact = self.rng.choice(known)
        phone, language = str(contact.phone), contact.inquiry.language
        return Person(contact.name, contact.email, phone, language, "")

    def _timing(self) -> Timing:
        return Timing(self.municipality, self.rng, kept_share(self.now))

    def _numbers_used(self) -> dict[str, datetime]:
        """Telephone number → when somebody last got in touch from it."""
        people = ContactDetails.objects.filter(municipality=self.municipality)
        rows = people.exclude(phone="").order_by("inquiry__received_at")
        return {
            str(phone): at
            for phone, at in rows.values_list("phone", "inquiry__received_at")
        }

    def _wish(self, due_at: datetime) -> str:
        evening = localtime(due_at, STOCKHOLM).hour >= EVENING_BEGINS
        return Wish.EVENING if evening and due_at > self.now else Wish.SOON

    def _activity_id(self) -> int | None:
        """The link that a family followed; half of them followed none."""
        day = localtime(self.now, STOCKHOLM).date()
        running = Q(ends_on=None) | Q(ends_on__gte=day)
        began = Activity.objects.of(self.municipality).filter(starts_on__lte=day)
        found = began.filter(running)
        ids = list(found.order_by("pk").values_list("pk", flat=True))
        return self.rng.choice(ids) if ids and self.rng.random() < 0.5 else None

    def _bring_a_visit(self) -> None:
        """Have a home visit today: the next one that is planned, moved up."""
        visits = _open(self.municipality).filter(kind=Kind.HOME_VISIT)
        today, tomorrow = self.scope.today, self.scope.tomorrow
        if visits.filter(due_at__gte=today, due_at__lt=tomorrow).exists():
            return
        task = visits.filter(due_at__gte=tomorrow).order_by("due_at", "pk").first()
        if task is None:
            return
        at = datetime.combine(localtime(self.now, STOCKHOLM).date(), VISIT, STOCKHOLM)
        due_at = at if at > self.now else self._quarter(self.now + HOUR)
        plan_next_step(
            task.inquiry,
            NextStep(Kind.HOME_VISIT, due_at, task.owner_id),
            by=self.rng.choice(list(callers_of(self.municipality).values())),
            at=self._at_work(task.inquiry),
        )

    def _bring_a_waking(self) -> None:
        """Let one that rests wake today; the dispatcher wakes it."""
        today = localtime(self.now, STOCKHOLM).date()
        woken = Q(stage=Stage.DORMANT, wake_up_on__lte=today) | Q(
            events__from_stage=Stage.DORMANT, events__at__gte=self.scope.today
        )
        inquiries = Inquiry.objects.of(self.municipality).filter(erased_at=None)
        if inquiries.filter(woken).exists():
            return
        resting = inquiries.filter(stage=Stage.DORMANT).order_by("wake_up_on", "pk")
        for inquiry in resting[:1]:
            by = administrator_of(self.municipality)
            at = self._at_work(inquiry)
            change_facts(inquiry, by=by, at=at, wake_up_on=today)

    def _at_work(self, inquiry: Inquiry) -> datetime:
        """When a colleague last was at work, and after what has happened already."""
        latest_at = account_of(inquiry).latest_at + A_MOMENT
        return min(max(self._timing().latest_open(self.now), latest_at), self.now)


def say_all_is_sent(inquiries: Iterable[Inquiry]) -> None:
    """What the services wrote for the past left in the past."""
    written = Message.objects.filter(inquiry__in=list(inquiries), status__in=WAITING)
    written.update(status=Status.SENT, sent_at=F("created_at"), attempt=1)


def of(municipality: Municipality, *, seed: int, at: datetime, share: float) -> Today:
    """Draws differ from day to day, and are the same at the same moment."""
    at = at.astimezone(UTC)
    return Today(municipality, at, generator(seed, municipality.name, at), share)


def _open(municipality: Municipality) -> QuerySet[FollowUpTask]:
    return FollowUpTask.objects.of(municipality).open().filter(inquiry__suspicion="")
