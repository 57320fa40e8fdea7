"""What the communicator looks after: letters, content with consents, things to do."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils.timezone import localtime

from campaigns.letter_keys import mailing_of
from campaigns.models import (
    Activity,
    Ambassador,
    Appearance,
    CampaignTask,
    Content,
    ContentUse,
    Letter,
    Person,
    Place,
)
from campaigns.services.consents import Terms, give_consent, standing_of, withdraw
from campaigns.services.content import add_appearance, add_content
from campaigns.services.letters import send_letter, write_letter
from campaigns.services.tasks import open_task, thank_for
from campaigns.services.uses import plan_use
from inquiries.demonstration.towns import administrator_of
from messaging.models import Status
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, Role, StaffMember

DAY: Final = timedelta(days=1)
LETTER: Final = """Hej {namn}!

Sommaren är här, och vi vill tacka er för i år. Ni gör vardagen större för någon.

Det senaste året har {antal} hört av sig via er egen länk, {länk}.
Berätta gärna för fler: ingen vet som ni hur det är.

Vi ses på höstträffen!"""
STORY: Final = """Det började vid köksbordet. ”Det fanns en stol över”, säger Mona.

Nu är hon kontaktperson åt en tonåring, och de lagar mat varannan torsdag."""
Kind = CampaignTask.Kind


def fill(municipality: Municipality, *, at: datetime) -> None:
    """Give a municipality its letters, content and tasks, as they stand at a moment."""
    by = _communicator(municipality)
    _write_letters(municipality, by, at)
    _show_a_film(municipality, by, at)
    _take_back_a_story(municipality, by, at)
    _plan_tasks(municipality, by, at)


def _communicator(municipality: Municipality) -> StaffMember:
    staff = StaffMember.objects.with_role(municipality, Role.COMMUNICATOR)
    found: StaffMember | None = staff.order_by("pk").first()
    return found or administrator_of(municipality)


def _write_letters(municipality: Municipality, by: StaffMember, at: datetime) -> None:
    """One that left last summer, and a draft of the next."""
    then = _last_june(at)
    sent = Letter(
        municipality=municipality, subject=f"Sommarbrev {then.year}", body=LETTER
    )
    write_letter(sent, by=by, at=then - DAY)
    send_letter(sent, by=by, at=then)
    messages = mailing_of(sent.pk).messages()
    messages.update(status=Status.SENT, sent_at=F("not_before"), attempt=1)
    draft = Letter(
        municipality=municipality, subject=f"Sommarbrev {then.year + 1}", body=LETTER
    )
    write_letter(draft, by=by, at=at)


def _last_june(at: datetime) -> datetime:
    local = localtime(at, STOCKHOLM)
    june = local.replace(month=6, day=10, hour=9, minute=0, second=0, microsecond=0)
    return june if june < local - DAY else june.replace(year=june.year - 1)


def _show_a_film(municipality: Municipality, by: StaffMember, at: datetime) -> None:
    """A film with two who appear; for the cinema their yes soon ends."""
    day = localtime(at, STOCKHOLM).date()
    film = Content(
        municipality=municipality,
        kind=Content.Kind.FILM,
        title="Filmen om familjen Holm",
        address="https://film.example.se/holm",
    )
    add_content(film, by=by, at=at - 90 * DAY)
    for name in ("Karin Holm", "Stefan Holm"):
        appearance = _appears(film, name, "familjehem", by, at - 90 * DAY)
        given = day - 88 * DAY
        _say_yes(appearance, (Place.FACEBOOK, Place.WEB), given, None, by)
        _say_yes(appearance, (Place.CINEMA,), given, day + 20 * DAY, by)
    posts = Activity.objects.of(municipality).filter(name=film.title)
    post = posts.order_by("-starts_on").first()
    _use(film, Place.FACEBOOK, day - 40 * DAY, None, by, post)
    _use(film, Place.WEB, day - 60 * DAY, None, by)
    _use(film, Place.CINEMA, day - 5 * DAY, day + 20 * DAY, by)


def _take_back_a_story(
    municipality: Municipality, by: StaffMember, at: datetime
) -> None:
    """A story whose only person has changed her mind: it is to be taken down."""
    day = localtime(at, STOCKHOLM).date()
    story = Content(
        municipality=municipality,
        kind=Content.Kind.STORY,
        title="Stolen vid köksbordet",
        text=STORY,
    )
    add_content(story, by=by, at=at - 50 * DAY)
    places = (Place.INSTAGRAM, Place.PRINT, Place.PRESS)
    mona = _appears(story, "Mona Ek", "kontaktperson", by, at - 50 * DAY)
    _say_yes(mona, places, day - 49 * DAY, None, by)
    _use(story, Place.INSTAGRAM, day - 20 * DAY, None, by)
    _use(story, Place.PRINT, day - 30 * DAY, day + 60 * DAY, by)
    _use(story, Place.PRESS, day + 9 * DAY, day + 9 * DAY, by)
    withdraw(standing_of(mona.person), day, "I telefon", by=by, at=at)


def _plan_tasks(municipality: Municipality, by: StaffMember, at: datetime) -> None:
    day = localtime(at, STOCKHOLM).date()
    homes = Ambassador.objects.of(municipality).order_by("pk")
    for home, days in zip(homes, (9, 2), strict=False):
        thank_for(home.activity_id, at=at - days * DAY)
    ends = CampaignTask(
        municipality=municipality,
        kind=Kind.ASK_AGAIN,
        about="Familjen Åberg",
        assignment_ends_on=day + 70 * DAY,
        owner_function="familjehemssekreterare",
    )
    open_task(ends, by=by, at=at - 3 * DAY)
    booking = CampaignTask(
        municipality=municipality,
        kind=Kind.OTHER,
        about="Boka biografen inför hösten",
        due_on=day - DAY,
        owner_function="kommunikatör",
        owner=by,
    )
    open_task(booking, by=by, at=at - 20 * DAY)


def _appears(
    content: Content, name: str, relation: str, by: StaffMember, at: datetime
) -> Appearance:
    person = Person(municipality=content.municipality, name=name, relation=relation)
    return add_appearance(content, person, by=by, at=at)


def _say_yes(
    appearance: Appearance,
    places: Sequence[str],
    given_on: date,
    expires_on: date | None,
    by: StaffMember,
) -> None:
    terms = Terms(
        wording="Ni får visa det med mitt namn och min bild.",
        given_on=given_on,
        expires_on=expires_on,
        how="paper",
        reference="Pärm 3, flik 7",
    )
    give_consent(appearance, places, terms, by=by, at=_noon(given_on))


def _use(
    content: Content,
    place: str,
    starts_on: date,
    ends_on: date | None,
    by: StaffMember,
    activity: Activity | None = None,
) -> None:
    use = ContentUse(
        municipality=content.municipality,
        content=content,
        place=place,
        activity=activity,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    plan_use(use, by=by, at=_noon(starts_on - DAY))


def _noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time().replace(hour=12), STOCKHOLM)
