"""When nobody is to be disturbed."""

from datetime import datetime, timedelta

from messaging.models import RECEIPT
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

# A receipt answers what the family did this minute: it never comes at a bad time.
EXEMPT_KINDS = frozenset({RECEIPT})


def quiet_until(municipality: Municipality, moment: datetime) -> datetime | None:
    """The end of the quiet hours that a moment lies in; None outside them.

    The hours are local time and usually span midnight. The first moment is quiet,
    the last is not. Equal times mean that the municipality has no quiet hours.
    """
    local = moment.astimezone(STOCKHOLM)
    begins, ends = municipality.quiet_from, municipality.quiet_until
    clock = local.time()
    if begins <= ends:
        is_quiet, days = begins <= clock < ends, 0
    else:
        is_quiet, days = clock >= begins or clock < ends, int(clock >= begins)
    if not is_quiet:
        return None
    return datetime.combine(local.date() + timedelta(days=days), ends, tzinfo=STOCKHOLM)
