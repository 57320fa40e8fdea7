"""Those who call, as a family meets them: first names, faces, how long at it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.assignment import able_in, callers, on_duty_for_any
from followups.promise import Offer
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

SHOWN_AT_MOST = 3  # faces on a page, or names in a sentence


@dataclass(frozen=True)
class Team:
    """Some of those who call, or all of them.

    `names` is “Maria eller Ali”, `service` how long they have done this, or "".
    """

    people: tuple[StaffMember, ...]
    names: str
    service: str
    is_whole: bool = True

    @property
    def rows(self) -> tuple[int, ...]:
        """The numbers of their rows, for the form's token."""
        return tuple(each.pk for each in self.people)


def team_of(municipality: Municipality, today: date) -> Team:
    """Those who call for the municipality, at most three of them."""
    return _team(municipality, callers(municipality), today)


def named_to(
    municipality: Municipality,
    language: str,
    turn: int,
    offers: Iterable[Offer],
    at: datetime,
) -> Team:
    """Those of whom one will get in touch with a family that wants that language.

    They are on duty in time for one of the offers, at least. Where more than three
    could, `turn` says whose turn it is to be named: any number, as that of the form's
    key. One of the three gets the inquiry, so that no family meets a name that it was
    not told of; unless none of them is on duty for what the family then chose.
    """
    able = able_in(on_duty_for_any(municipality, offers, at), language)
    if len(able) > SHOWN_AT_MOST:
        first = turn % len(able)
        able = [*able[first:], *able[:first]]
    return _team(municipality, able, localtime(at, STOCKHOLM).date())


def _team(municipality: Municipality, able: Sequence[StaffMember], today: date) -> Team:
    people = tuple(able[:SHOWN_AT_MOST])
    names = names_text(people) or callers_text(municipality, None)
    return Team(people, names, _service(people, today), len(able) == len(people))


def _service(people: tuple[StaffMember, ...], today: date) -> str:
    """Years only where everybody has at least one: a gap would look like a fault."""
    years = [each.years_of_service(today) or 0 for each in people]
    if not years or min(years) < 1:
        return ""
    if len(years) == 1:
        return ngettext(
            "%(name)s has worked with this for %(years)d year.",
            "%(name)s has worked with this for %(years)d years.",
            years[0],
        ) % {"name": people[0].first_name, "years": years[0]}
    return _("Together they have worked with this for %(years)d years.") % {
        "years": sum(years)
    }


def callers_text(municipality: Municipality, owner: StaffMember | None) -> str:
    """Who gets in touch: “Maria”, “Ali or Eva”, “Ali, Eva, James or a colleague”."""
    if owner is not None:
        return owner.first_name
    able = callers(municipality)
    names = [each.first_name for each in able[:SHOWN_AT_MOST]]
    if len(able) > SHOWN_AT_MOST:
        names.append(_("a colleague"))
    if not names:
        return _("One of us at %(municipality)s") % {"municipality": municipality}
    return _any_of(names)


def names_text(people: Iterable[StaffMember]) -> str:
    """“Maria”, “Ali or Eva”, “Ali, Eva or James”; "" for nobody."""
    return _any_of([each.first_name for each in people])


def _any_of(names: list[str]) -> str:
    if len(names) <= 1:
        return "".join(names)
    return _("%(names)s or %(last)s") % {
        "names": ", ".join(names[:-1]),
        "last": names[-1],
    }
