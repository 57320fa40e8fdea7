"""Who gets a new inquiry: somebody who speaks the language and has least to do."""

from collections.abc import Collection
from typing import Final

from django.db import connection

from organisation.models import Municipality, Role, StaffMember
from organisation.settings_cache import remember

# All that a person has to do, in whichever municipality: answered from the index of
# open ones alone. Plain SQL, for each family that sends the form waits for it.
LOADS: Final = """
SELECT owner_id, count(*) FROM followups_followuptask
WHERE closed_at IS NULL AND owner_id = ANY(%s) GROUP BY owner_id
"""


def callers(municipality: Municipality) -> list[StaffMember]:
    """The active recruiters, in order of name; from memory where unchanged."""
    return remember(
        municipality,
        "callers",
        lambda: list(
            StaffMember.objects.active()
            .with_role(municipality, Role.RECRUITER)
            .order_by("display_name", "pk")
        ),
    )


def able_in(municipality: Municipality, language: str) -> list[StaffMember]:
    """The recruiters who speak the language; all of them where nobody does."""
    able = callers(municipality)
    return [each for each in able if language in each.languages] or able


def choose_owner(
    municipality: Municipality, language: str, *, named: Collection[int] = ()
) -> StaffMember | None:
    """The recruiter with fewest open follow-ups among those who speak the language.

    Where the family has read who may call (`named`, by their rows' numbers), among
    those. None where there are no recruiters: the inquiry is then the team's.
    """
    shown = [each for each in callers(municipality) if each.pk in named]
    candidates = shown or able_in(municipality, language)
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    loads = _loads(candidates)
    return min(candidates, key=lambda each: (loads.get(each.pk, 0), each.pk))


def _loads(staff: list[StaffMember]) -> dict[int, int]:
    """Open follow-ups by owner; who has none is left out."""
    owners = [each.pk for each in staff]
    with connection.cursor() as cursor:
        cursor.execute(LOADS, [owners])
        return dict(cursor.fetchall())
