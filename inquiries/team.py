"""Those who call, as a family meets them: first names, faces, how long at it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.assignment import callers
from inquiries.messages import callers_text
from organisation.models import Municipality, StaffMember

SHOWN_AT_MOST = 3  # faces on a page


@dataclass(frozen=True)
class Team:
    """`names` is “Maria eller Ali”, `service` how long they have done this, or ""."""

    people: tuple[StaffMember, ...]
    names: str
    service: str


def team_of(municipality: Municipality, today: date) -> Team:
    """Give those who may call for the municipality, at most three of them."""
    people = tuple(callers(municipality)[:SHOWN_AT_MOST])
    return Team(people, callers_text(municipality, None), _service(people, today))


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
    return _("They have worked with this for %(years)s and %(last)d years.") % {
        "years": ", ".join(map(str, years[:-1])),
        "last": years[-1],
    }
