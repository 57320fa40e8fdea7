"""How many got in touch, and where those inquiries are now."""

from collections.abc import Mapping
from datetime import datetime

from inquiries.models import Inquiry
from inquiries.standing import NOT_COUNTED
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.funnel import Cohorts

StageCounts = Mapping[Stage, int]


@printed
def stages_by_month(cohorts: Mapping[Month, Cohorts]) -> dict[Month, StageCounts]:
    """The inquiries that came in the month, by the stage they are in today. Each
    stands in one row only, so the rows add up.

    The cohort. Every inquiry stands in the month in which it reached the municipality,
    however late it was typed in.
    """
    return {
        month: {each.stage: each.funnel.received for each in own}
        for month, own in cohorts.items()
    }


@printed
def received(stages: StageCounts) -> int:
    """Families whose inquiry reached the municipality in the month, from midnight on
    the first day to midnight after the last, Swedish time. What counts is when it
    came, not when it was typed in. Duplicates are left out: a family that gets in
    touch again within 90 days has been counted once. Spam counts until somebody has
    judged it spam.
    """
    return sum(n for stage, n in stages.items() if stage not in NOT_COUNTED)


def still_open(stages: StageCounts) -> int:
    """How many of the cohort wait for somebody's next step; dormant ones do not."""
    return sum(stages.get(stage, 0) for stage in OPEN_STAGES)


def began_at(municipality: Municipality) -> datetime | None:
    """When the first inquiry of all was received; None before there is any."""
    return (
        Inquiry.objects.of(municipality)
        .order_by("received_at")
        .values_list("received_at", flat=True)
        .first()
    )
