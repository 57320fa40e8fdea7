"""Who gets in touch when, how, and what they ask for."""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils import translation

from campaigns.models import Activity, Channel
from followups.models import Wish
from followups.promise import NotOffered, Offer, due_at_for, offer_for
from inquiries.demonstration.campaigning import Seen
from inquiries.demonstration.draws import weighted
from inquiries.demonstration.people import HELD_BACK, Crowd, Person
from inquiries.demonstration.phrases import MESSAGES
from inquiries.demonstration.towns import FULL_SIZE, Town
from inquiries.models import Inquiry, Prompt, Source
from inquiries.offered import shown_words
from inquiries.services.registration import Registration
from organisation.calendar import STOCKHOLM, WorkingCalendar
from organisation.models import Assignment, Language, Municipality, StaffMember
from organisation.settings_cache import office_calendar

# January to December: how a month compares with an ordinary one.
SEASON: Final = (1.25, 1.15, 1.1, 0.95, 0.9, 0.7, 0.5, 0.95, 1.3, 1.25, 1.1, 0.7)
WEEKDAYS: Final = (1.2, 1.1, 1.05, 1.0, 0.85, 0.8, 1.0)
GROWTH: Final = (0.92, 1.1)  # two years ago, and now
# While campaigns run more families come; the pull of word of mouth is always there.
QUIET, LOUD = 0.75, 0.5
HEARSAY: Final = 8.0
HOURS: Final = (
    1, 0.5, 0.2, 0.2, 0.2, 0.5, 2, 4, 6, 7, 7, 6, 7, 6, 6, 6, 6, 6, 7, 9, 11, 11, 7, 3,
)  # fmt: skip
SOURCES: Final = {
    Source.FORM: 70,
    Source.PHONE: 13,
    Source.MAIL: 5,
    Source.EVENT: 6,
    Source.SOCIAL_MEDIA: 5,
    Source.OTHER: 1,
}
WISHES: Final = {Wish.SOON: 62, Wish.EVENING: 21, Wish.WEEKEND: 8, Wish.WRITE: 9}
WANTED: Final = {
    (Assignment.FOSTER_HOME,): 38,
    (Assignment.FOSTER_HOME, Assignment.EMERGENCY_HOME): 9,
    (Assignment.EMERGENCY_HOME,): 8,
    (Assignment.CONTACT_FAMILY,): 17,
    (Assignment.FOSTER_HOME, Assignment.CONTACT_FAMILY): 6,
    (Assignment.CONTACT_PERSON,): 8,
    (Assignment.UNDECIDED,): 14,
}
# What families say who followed no link of ours.
TOLD: Final = {"Tips från familjehem": 45, "Facebook": 22, "Affisch": 8, "Annat": 10}
# What made them get in touch just now; half of them answer, and some name a channel.
PROMPTS: Final = {
    "": 50,
    "channel": 12,
    Prompt.ASKED: 12,
    Prompt.LIFE: 11,
    Prompt.THOUGHT: 9,
    Prompt.NEED: 6,
}
REPEATS_WITHIN: Final = timedelta(days=80)
SPAMMERS: Final = ("Best Offer Today", "SEO Ranking Partner", "Anna Holm")


@dataclass(frozen=True)
class Arrival:
    """A registration, who typed it in and when. `by` None: the family itself."""

    registration: Registration
    registered_at: datetime
    by: StaffMember | None
    is_repeat: bool = False


class Arrivals:
    """Draws the arrivals of one municipality.

    Args:
        span: the first day and the last moment.
    """

    def __init__(
        self,
        municipality: Municipality,
        town: Town,
        rng: random.Random,
        seen: Seen,
        callers: Mapping[int, StaffMember],
        span: tuple[date, datetime],
    ) -> None:
        calendar = office_calendar(municipality)
        if calendar is None:
            raise ValueError(f"{municipality} has no office hours")
        self.calendar: WorkingCalendar = calendar
        self.municipality = municipality
        self.town = town
        self.rng = rng
        self.seen = seen
        self.callers = callers
        self.first, self.until = span
        self.crowd = Crowd(rng, held_back=HELD_BACK)
        self.channels = {each.name: each for each in Channel.objects.of(municipality)}
        self._recent: list[tuple[datetime, Person]] = []

    def __iter__(self) -> Iterator[Arrival]:
        """In the order in which they are registered, and so numbered."""
        found = [
            arrival
            for moment in self._moments()
            if (arrival := self._arrival(moment)).registered_at < self.until
        ]
        yield from sorted(found, key=lambda each: each.registered_at)

    def _moments(self) -> Iterator[datetime]:
        days = (self.until.astimezone(STOCKHOLM).date() - self.first).days
        for number in range(days + 1):
            day = self.first + timedelta(days=number)
            growth = GROWTH[0] + (GROWTH[1] - GROWTH[0]) * number / max(days, 1)
            mean = self.town.monthly / 30.4 * SEASON[day.month - 1] * growth
            mean *= WEEKDAYS[day.weekday()] * (QUIET + LOUD * self._attention(day))
            count = self._poisson(mean)
            yield from sorted(self._moment_on(day) for _ in range(count))

    def _attention(self, day: date) -> float:
        """How much of what is heard of us comes from activities, 0 to 1."""
        pull = sum(strength for _, strength in self.seen.on(day))
        return pull / (pull + HEARSAY * self.town.monthly / FULL_SIZE)

    def _moment_on(self, day: date) -> datetime:
        hour = self.rng.choices(range(24), HOURS)[0]
        clock = time(hour, self.rng.randrange(60), self.rng.randrange(60))
        return datetime.combine(day, clock, STOCKHOLM)

    def _poisson(self, mean: float) -> int:
        """Knuth's way: multiply until it is small."""
        limit, product, count = math.exp(-mean), self.rng.random(), 0
        while product > limit:
            product *= self.rng.random()
            count += 1
        return count

    def _arrival(self, moment: datetime) -> Arrival:
        source = weighted(self.rng, SOURCES)
        received_at = self._open_moment(moment) if source == Source.PHONE else moment
        person, is_repeat = self._person(received_at)
        wish = self._wish(person, received_at)
        owner = self._owner(person.language)
        registration = Registration(
            name=person.name,
            email=person.email,
            phone=person.phone,
            message=person.message if source == Source.FORM else "",
            wanted_assignments=tuple(str(each) for each in weighted(self.rng, WANTED)),
            wish=wish,
            no_voicemail=self.rng.random() < 0.06,
            language=person.language,
            page_language=self._page_language(person.language),
            needs_interpreter=self._needs_interpreter(person.language),
            source=source,
            received_at=received_at,
            owner_id=owner.pk,
        )
        registration = replace(registration, shown_text=self._shown(registration))
        if source == Source.FORM:
            registration = self._by_form(registration)
            return Arrival(registration, received_at, None, is_repeat)
        if source == Source.SOCIAL_MEDIA:
            words = MESSAGES[received_at.minute % len(MESSAGES)]
            registration = replace(registration, words=words)
        registered_at = self._typed_in(source, received_at)
        return Arrival(registration, registered_at, owner, is_repeat)

    def _shown(self, registration: Registration) -> str:
        """The words that stood beside the wish, in the language of the page."""
        at = registration.received_at or self.until
        due_at = due_at_for(self.municipality, registration.wish, at)
        offer = Offer(Wish(registration.wish), due_at)
        with translation.override(registration.page_language):
            return shown_words([offer], at)[offer.value]

    def _by_form(self, registration: Registration) -> Registration:
        received_at = registration.received_at or self.until
        activity = self._activity(received_at.astimezone(STOCKHOLM).date())
        told = self._told(activity)
        registration = replace(
            registration,
            activity_id=None if activity is None else activity.pk,
            told_channel_id=None if told is None else told.pk,
            **self._prompt(activity),
        )
        if self.rng.random() < 0.013:
            name = self.rng.choice(SPAMMERS)
            return replace(
                registration, name=name, suspicion=Inquiry.Suspicion.HONEYPOT
            )
        return registration

    def _person(self, moment: datetime) -> tuple[Person, bool]:
        """Somebody new, or now and then a household that has inquired before."""
        self._recent = [
            (at, person) for at, person in self._recent if moment - at < REPEATS_WITHIN
        ]
        if self._recent and self.rng.random() < 0.025:
            known = self.rng.choice(self._recent)[1]
            return self.crowd.comes_again(known, moment), True
        person = self.crowd.draw(moment)
        self._recent.append((moment, person))
        return person, False

    def _wish(self, person: Person, moment: datetime) -> str:
        if not person.phone:
            return Wish.WRITE
        wish = weighted(self.rng, WISHES)
        if wish == Wish.WRITE and not person.email:
            return Wish.SOON
        try:
            offer_for(self.municipality, wish, moment)
        except NotOffered:
            return Wish.SOON
        return wish

    def _owner(self, language: str) -> StaffMember:
        able = list(self.callers.values())
        fluent = [each for each in able if language in each.languages]
        return self.rng.choice(fluent or able)

    def _page_language(self, language: str) -> str:
        foreign = language != Language.SWEDISH
        return "en" if foreign and self.rng.random() < 0.5 else "sv"

    def _needs_interpreter(self, language: str) -> bool:
        understood = (Language.SWEDISH, Language.ENGLISH)
        return language not in understood and self.rng.random() < 0.3

    def _activity(self, day: date) -> Activity | None:
        pulls = self.seen.on(day)
        if self.rng.random() >= self._attention(day):
            return None
        activities, strengths = zip(*pulls, strict=True)
        chosen: Activity = self.rng.choices(activities, strengths)[0]
        return chosen

    def _told(self, activity: Activity | None) -> Channel | None:
        """What a family answers, where it does; memory and link may differ."""
        if self.rng.random() < 0.4:
            return None
        if activity is not None and self.rng.random() < 0.75:
            return activity.channel
        return self.channels[weighted(self.rng, TOLD)]

    def _prompt(self, activity: Activity | None) -> dict[str, Any]:
        prompt = weighted(self.rng, PROMPTS)
        if prompt != "channel":
            return {"prompted_by": str(prompt)}
        channel = self.channels["Facebook"] if activity is None else activity.channel
        return {"prompted_channel_id": channel.pk}

    def _open_moment(self, moment: datetime) -> datetime:
        wait = timedelta(minutes=self.rng.randint(2, 200))
        return self.calendar.add_working_time(moment, wait)

    def _typed_in(self, source: str, received_at: datetime) -> datetime:
        longest = 25 if source == Source.PHONE else 110  # minutes
        wait = timedelta(minutes=self.rng.randint(3, longest))
        return self.calendar.add_working_time(received_at, wait)
