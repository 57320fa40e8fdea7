"""Who gets a new inquiry: somebody who speaks the language and has least to do."""

from django.db.models import Count, F, Q

from organisation.models import Municipality, Role, StaffMember
from organisation.settings_cache import remember


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


def choose_owner(municipality: Municipality, language: str) -> StaffMember | None:
    """The recruiter with fewest open follow-ups among those who speak the language.

    Where nobody speaks it, among all; None where there are no recruiters: the
    inquiry is then the team's.
    """
    able = callers(municipality)
    fluent = [each for each in able if language in each.languages]
    candidates = fluent or able
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    chosen: StaffMember | None = (
        StaffMember.objects.active()
        .filter(pk__in=[each.pk for each in candidates])
        .annotate(
            load=Count(
                "followups",
                filter=Q(
                    followups__closed_at=None, followups__municipality=municipality
                ),
            )
        )
        .order_by(F("load"), "pk")
        .first()
    )
    return chosen
