"""Whether a municipality lies low, and when it did; read once for all its pages.

Source: docs/decisions/0101-lying-low.md.
"""

from datetime import datetime

from organisation.models import LieLow, Municipality
from organisation.settings_cache import remember


def lie_lows(municipality: Municipality) -> tuple[LieLow, ...]:
    """Every span, the latest first; from memory where nothing has changed since."""
    return remember(
        municipality,
        "lie-lows",
        lambda: tuple(
            LieLow.objects.filter(municipality=municipality).select_related(
                "began_by", "ended_by"
            )
        ),
    )


def lying_low(municipality: Municipality, moment: datetime) -> LieLow | None:
    """The span that the moment falls in: its beginning is in, its end is not."""
    return next(
        (
            each
            for each in lie_lows(municipality)
            if each.began_at <= moment
            and (each.ended_at is None or moment < each.ended_at)
        ),
        None,
    )
