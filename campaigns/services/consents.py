"""Consents: given, superseded, withdrawn. What was written once is never edited."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from audit.services import record
from campaigns.models import Appearance, Cause, Consent, Content, Person
from campaigns.services.uses import call_off, locked_content, settle
from organisation.models import StaffMember


@dataclass(frozen=True)
class Terms:
    """What somebody said yes to. `expires_on` None: until it is withdrawn."""

    wording: str
    given_on: date
    expires_on: date | None
    how: str
    reference: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """What became of one: how many consents, and how many uses end by it."""

    consents: int
    uses: int


class NothingToWithdraw(Exception):
    """None of them stands any more."""


@transaction.atomic
def give_consent(
    appearance: Appearance,
    places: Collection[str],
    terms: Terms,
    *,
    by: StaffMember,
    at: datetime,
) -> list[Consent]:
    """Note a yes to some places; it supersedes the one before for each of them.

    Where it reaches less far, uses that it does not cover end; where it covers what was
    to be taken down, those tasks are closed.
    """
    content = locked_content(appearance.content_id)
    standing = appearance.consents.filter(place__in=places, superseded_at=None)
    standing.update(superseded_at=at)
    given = [
        Consent.objects.create(
            municipality_id=appearance.municipality_id,
            appearance=appearance,
            place=place,
            recorded_at=at,
            recorded_by=by,
            **vars(terms),
        )
        for place in places
    ]
    for consent in given:
        record("noted-consent", consent, by=by, at=at)
    settle(content, Cause.NARROWED, by=by, at=at, places=places)
    call_off(content, by=by, at=at)
    return given


@transaction.atomic
def withdraw(
    consents: Iterable[Consent],
    withdrawn_on: date,
    how: str,
    *,
    by: StaffMember,
    at: datetime,
) -> Withdrawal:
    """Note that somebody has taken back a yes, and end what it covered.

    In one transaction: what has not begun is stopped, and for each place where it runs
    a task opens to take it down. What was withdrawn before stays as it was.

    Raises:
        NothingToWithdraw: none of them stands.
    """
    ids = [each.pk for each in consents]
    contents = _hold(ids)
    standing = list(Consent.objects.standing().filter(pk__in=ids))
    if not standing:
        raise NothingToWithdraw
    Consent.objects.filter(pk__in=[each.pk for each in standing]).update(
        withdrawn_on=withdrawn_on,
        withdrawn_how=how,
        withdrawal_recorded_at=at,
        withdrawal_recorded_by=by,
    )
    for consent in standing:
        record("withdrew-consent", consent, by=by, at=at)
    ended = sum(settle(each, Cause.WITHDRAWN, by=by, at=at) for each in contents)
    return Withdrawal(len(standing), ended)


def _hold(consent_ids: Collection[int]) -> list[Content]:
    """Hold all contents that are concerned, always in the same order."""
    contents = Content.objects.filter(appearances__consents__in=consent_ids)
    numbers = sorted(set(contents.values_list("pk", flat=True)))
    return [locked_content(pk) for pk in numbers]


def standing_of(person: Person) -> list[Consent]:
    """What a person's yes stands for now, expired or not, by content and place."""
    return list(
        Consent.objects.standing()
        .filter(appearance__person=person)
        .select_related("appearance__content")
        .order_by("appearance__content__title", "place", "pk")
    )
