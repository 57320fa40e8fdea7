"""When nobody is to be disturbed."""

from datetime import datetime, time, timedelta
from typing import Final

from messaging.models import RECEIPT
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

DIGEST: Final = "digest"  # the kind of message that tells staff what the day holds
REPORT: Final = "report"  # the kind of message that a month's report is
REPORT_DRAFT: Final = "report-draft"  # and of its draft, the day before
ASKED_FOR: Final = frozenset({RECEIPT, "code", "link"})
# These answer what the family did this minute; whoever has the day told at 07.30, or
# the month at 07.00, has chosen that: none comes at a bad time.
EXEMPT_KINDS: Final = ASKED_FOR | {DIGEST, REPORT, REPORT_DRAFT}


def quiet_until(municipality: Municipality, moment: datetime) -> datetime | None:
    """The end of the municipality's quiet hours that a moment lies in, or None."""
    return end_of_quiet(municipality.quiet_from, municipality.quiet_until, moment)


def end_of_quiet(begins: time, ends: time, moment: datetime) -> datetime | None:
    """The end of the quiet hours that a moment lies in; None outside them.

    The hours are local time and usually span midnight. The first moment is quiet,
    the last is not. Equal times mean that there are none.
    """
    local = moment.astimezone(STOCKHOLM)
    clock = local.time()
    if begins <= ends:
        is_quiet, days = begins <= clock < ends, 0
    else:
        is_quiet, days = clock >= begins or clock < ends, int(clock >= begins)
    if not is_quiet:
        return None
    return datetime.combine(local.date() + timedelta(days=days), ends, tzinfo=STOCKHOLM)
