"""Ambassadors: added with a code of their own, changed, resting, retired, erased."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from audit.services import record
from campaigns.codes import suggest_code
from campaigns.letter_keys import key_of, mailing_of
from campaigns.models import (
    Activity,
    Ambassador,
    Campaign,
    CampaignTask,
    Channel,
    LetterCopy,
    Routine,
)
from campaigns.routine import day_of
from messaging.mailings import Mailing, erase_recipient, readdress_recipient
from organisation.models import Municipality, StaffMember

Status = Ambassador.Status
# Rows, as the channels of a new municipality are: it may change them.
CAMPAIGN: Final = "Våra ambassadörer"
CHANNEL: Final = "Tips från familjehem"
ACTIVITY: Final = "Ambassadör"
PRIVATE: Final = ("name", "email", "phone", "postal_lines")


class NameInUse(Exception):
    """Another home has that name: sent twice, or two that cannot be told apart."""


class NotNow(Exception):
    """The home is not in a state in which that can be done; somebody was quicker."""


@transaction.atomic
def add_ambassador(
    ambassador: Ambassador, *, by: StaffMember, at: datetime
) -> Ambassador:
    """Save a home, and with it an activity of its own with a code of its own.

    The activity stands in the municipality's standing campaign for ambassadors, which
    is made for the first of them. Its name is the code: it tells nobody's.

    Raises:
        NameInUse: a form that was sent twice gives one home, and one letter.
    """
    # Held from here on, as by whoever adds another: the second finds the first.
    campaign = _campaign(ambassador.municipality, day_of(at))
    if _has_namesake(ambassador):
        raise NameInUse
    ambassador.activity = _activity(campaign, day_of(at))
    ambassador.added_at = at
    ambassador.save(force_insert=True)
    record("added-ambassador", ambassador, by=by, at=at)
    return ambassador


def _has_namesake(ambassador: Ambassador) -> bool:
    homes = Ambassador.objects.of(ambassador.municipality).known()
    return homes.filter(name=ambassador.name).exists()


def _activity(campaign: Campaign, today: date) -> Activity:
    new = Activity(
        municipality=campaign.municipality,
        campaign=campaign,
        channel=_channel(campaign.municipality),
        starts_on=today,
    )
    try:
        return _with_code(new)
    except IntegrityError:  # somebody took the same code at the same moment
        return _with_code(new)


@transaction.atomic
def _with_code(new: Activity) -> Activity:
    new.code = suggest_code()
    new.name = f"{ACTIVITY} {new.code}"
    new.save(force_insert=True)
    return new


def _campaign(municipality: Municipality, today: date) -> Campaign:
    """The standing one; the routine's row is held, so that there is only ever one."""
    Routine.objects.get_or_create(municipality=municipality)
    routine = Routine.objects.select_for_update().get(municipality=municipality)
    if routine.ambassador_campaign is None:
        routine.ambassador_campaign, _made = Campaign.objects.get_or_create(
            municipality=municipality, name=CAMPAIGN, defaults={"starts_on": today}
        )
        routine.save(update_fields=["ambassador_campaign"])
    return routine.ambassador_campaign


def _channel(municipality: Municipality) -> Channel:
    channels = Channel.objects.of(municipality).filter(kind=Channel.Kind.AMBASSADOR)
    found = channels.first()
    if found is None:
        found, _made = Channel.objects.get_or_create(
            municipality=municipality,
            name=CHANNEL,
            defaults={"kind": Channel.Kind.AMBASSADOR},
        )
    return found


@transaction.atomic
def change_ambassador(
    ambassador: Ambassador, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Ambassador:
    """Change what differs; a letter that waits leaves to the new address.

    Raises:
        NotNow: the home has been erased.
    """
    fresh = _locked(ambassador)
    if fresh.erased_at is not None:
        raise NotNow
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if fields:
        fresh.save(update_fields=fields)
        if "email" in fields:
            readdress_recipient(_letters_to(fresh), key_of(fresh.pk), fresh.email)
        record("changed-ambassador", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def move_ambassador(
    ambassador: Ambassador,
    status: str,
    *,
    by: StaffMember,
    at: datetime,
    closes_link: bool = False,
) -> Ambassador:
    """Let a home rest, retire it, or take it up again.

    The link lives on, for cards with it lie about; unless it is to be closed, and then
    today is its last day. Taken up again, the home has a living link.

    Raises:
        NotNow: the home has been erased.
    """
    fresh = _locked(ambassador)
    if fresh.erased_at is not None:
        raise NotNow
    if fresh.status != status:
        fresh.status = status
        fresh.save(update_fields=["status"])
        record(f"made-ambassador-{status}", fresh, by=by, at=at)
    if status == Status.ACTIVE:
        _set_last_day(fresh, None)
    elif closes_link:
        _set_last_day(fresh, day_of(at))
    return fresh


@transaction.atomic
def subscribe_again(ambassador: Ambassador, *, by: StaffMember, at: datetime) -> None:
    """Note that a home which had said no to letters has asked for them again."""
    fresh = _locked(ambassador)
    if fresh.unsubscribed_at is not None and fresh.erased_at is None:
        fresh.unsubscribed_at = None
        fresh.save(update_fields=["unsubscribed_at"])
        record("subscribed-ambassador", fresh, by=by, at=at)


@transaction.atomic
def erase_ambassador(
    ambassador: Ambassador, *, by: StaffMember, at: datetime, closes_link: bool = False
) -> Ambassador:
    """Take away name and addresses, also out of letters and notes; the figures stand.

    Raises:
        NotNow: it is erased already.
    """
    fresh = _locked(ambassador)
    if fresh.erased_at is not None:
        raise NotNow
    for name in PRIVATE:
        setattr(fresh, name, "")
    fresh.status, fresh.erased_at = Status.RETIRED, at
    fresh.save(update_fields=[*PRIVATE, "status", "erased_at"])
    if closes_link:
        _set_last_day(fresh, day_of(at))
    erase_recipient(_letters_to(fresh), key_of(fresh.pk))
    tasks = CampaignTask.objects.filter(ambassador=fresh)
    tasks.update(note="", outcome="")
    tasks.open().update(done_at=at, done_by=by)
    record("erased-ambassador", fresh, by=by, at=at, fields=PRIVATE)
    return fresh


def _letters_to(ambassador: Ambassador) -> Mailing:
    copies = LetterCopy.objects.filter(ambassador=ambassador)
    return mailing_of(*copies.values_list("letter_id", flat=True))


def _set_last_day(ambassador: Ambassador, day: date | None) -> None:
    Activity.objects.filter(pk=ambassador.activity_id).update(link_ends_on=day)


def _locked(ambassador: Ambassador) -> Ambassador:
    homes = Ambassador.objects.select_for_update(of=("self",))
    return homes.select_related("municipality").get(pk=ambassador.pk)
