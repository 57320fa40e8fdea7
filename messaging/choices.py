"""What a person says about notices, as one change with its log entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from audit.services import record
from messaging.models import NoticeChoice, OwnQuietHours, Reach, Topic
from messaging.notices import DEFAULTS
from organisation.models import Municipality, StaffMember
from organisation.services.profiles import tell_municipalities


@dataclass(frozen=True)
class Quiet:
    """A person's own quiet hours, from and until, in local time."""

    begins: time
    ends: time
    urgent_passes: bool


def choices_of(staff: StaffMember) -> dict[Topic, Reach]:
    """For every topic: what the person chose, else the default."""
    rows = NoticeChoice.objects.filter(staff=staff).values_list("topic", "reach")
    return DEFAULTS | {Topic(topic): Reach(reach) for topic, reach in rows}


def quiet_of(staff: StaffMember) -> OwnQuietHours | None:
    return OwnQuietHours.objects.filter(staff=staff).first()


@transaction.atomic
def choose(
    staff: StaffMember,
    municipality: Municipality,
    reaches: Mapping[Topic, Reach],
    quiet: Quiet | None,
    *,
    at: datetime,
) -> None:
    """Save how a person wants to be told from now on; what waits leaves as it was."""
    for topic, reach in reaches.items():
        NoticeChoice.objects.update_or_create(
            staff=staff, topic=topic, defaults={"reach": reach}
        )
    if quiet is None:
        OwnQuietHours.objects.filter(staff=staff).delete()
    else:
        OwnQuietHours.objects.update_or_create(staff=staff, defaults=vars(quiet))
    tell_municipalities(staff)
    record(
        "changed-notices",
        staff,
        by=staff,
        at=at,
        municipality=municipality,
        fields=[*reaches, "quiet"],
    )
