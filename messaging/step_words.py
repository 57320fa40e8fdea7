"""What each step of the dispatcher does, in the words of whoever misses it."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.health import DELIVERY, DispatchHealth

_WORK: Final[dict[str, Promise]] = {
    "organisation.password_links.send_due": gettext_lazy("links to choose a password"),
    "followups.reminders.create_due": gettext_lazy("reminders of calls and visits"),
    "followups.lateness.tell_managers": gettext_lazy(
        "the managers’ list of what is late"
    ),
    "inquiries.services.broken.settle_broken": gettext_lazy(
        "apologies for promises that were not kept"
    ),
    "inquiries.dormancy.wake_due": gettext_lazy("families that are to be woken"),
    "planning.services.lying_low.resume_due": gettext_lazy("the end of lying low"),
    "followups.digest.send_due": gettext_lazy("the day’s list at 07.30"),
    "campaigns.services.expiring.open_due": gettext_lazy(
        "tasks about consents that end soon"
    ),
    "campaigns.digest.send_due": gettext_lazy("the communicators’ list of the day"),
    "inquiries.services.waiting.assign_waiting": gettext_lazy(
        "giving inquiries to somebody who can call"
    ),
    "followups.slots.cut_due": gettext_lazy("free times to book"),
    "inquiries.services.seats.settle_seats": gettext_lazy(
        "seats at information meetings"
    ),
    "inquiries.services.lost_links.send_wanted": gettext_lazy(
        "new links to families’ own pages"
    ),
    "messaging.alarms.tell_of_failures": gettext_lazy(
        "alarms about messages that did not arrive"
    ),
    "messaging.alarms.tell_of_breaches": gettext_lazy(
        "alarms about what must always hold"
    ),
    "reports.services.rolling_up.roll_up_due": gettext_lazy(
        "counting the months for the reports"
    ),
    "reports.services.freezing.freeze_due": gettext_lazy("months that are to be kept"),
    "reports.services.sending.draft_due": gettext_lazy(
        "the managers’ draft of the month’s report"
    ),
    "reports.services.sending.send_due": gettext_lazy("the month’s report by mail"),
    "exports.making.make_due": gettext_lazy("files that somebody waits for"),
    "exports.making.forget_old": gettext_lazy("removing files that are too old"),
    "messaging.bounces.read_due": gettext_lazy("mail that has come back"),
}


def work_of(path: str) -> str:
    """“påminnelser om samtal och besök”; for a step without words, its name."""
    return str(_WORK[path]) if path in _WORK else _("“%(name)s”") % {"name": path}


def failing_work(health: DispatchHealth) -> str:
    """What does not get done, where messages leave all the same; "" for nothing."""
    step = health.failing_step
    return work_of(step) if step and step != DELIVERY else ""
