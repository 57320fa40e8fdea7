"""What the desk's pages say of an inquiry, in the active language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from followups.ladder import Rest
from followups.models import FollowUpTask
from followups.steps import NextStep
from followups.wording import date_text, deadline_text, time_text
from inquiries.models import Inquiry
from inquiries.scope import SOON
from organisation.calendar import STOCKHOLM
from organisation.models import Assignment, Language

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
SWEDEN: Final = 46  # country code


@dataclass(frozen=True)
class ListRow:
    """One line of the list of inquiries, ready to print."""

    inquiry: Inquiry
    name: str
    wanted: str
    received: str
    source: str
    owner: str
    step: str
    state: str


def list_row_of(inquiry: Inquiry, moment: datetime) -> ListRow:
    """Needs `open_followups` on the inquiry, as the list prefetches them."""
    tasks: list[FollowUpTask] = inquiry.open_followups  # type: ignore[attr-defined]  # prefetched
    task = tasks[0] if tasks else None
    return ListRow(
        inquiry=inquiry,
        name=name_of(inquiry),
        wanted=wanted_text(inquiry),
        received=when_text(inquiry.received_at, moment),
        source=source_text(inquiry),
        owner="" if inquiry.owner is None else inquiry.owner.first_name,
        step="" if task is None else _short_step(task, moment),
        state="" if task is None else state_of(task.due_at, moment),
    )


def _short_step(task: FollowUpTask, moment: datetime) -> str:
    return f"{step_kind_text(task.kind)} {when_text(task.due_at, moment)}"


def state_of(due_at: datetime, moment: datetime) -> str:
    """Give `late`, `soon` or `calm`. At the promised moment itself it is not late."""
    if due_at < moment:
        return "late"
    return "soon" if due_at - moment <= SOON else "calm"


def status_text(due_at: datetime, moment: datetime) -> str:
    """48 min kvar; Försenat 3 dagar."""
    if due_at < moment:
        return _("Late by %(span)s") % {"span": span_text(moment - due_at)}
    return _("%(span)s left") % {"span": span_text(due_at - moment)}


def span_text(span: timedelta) -> str:
    """A length of time in its two largest units: 42 min, 2 h 48 min, 3 days."""
    if span >= 2 * DAY:
        return ngettext("%(days)s day", "%(days)s days", span.days) % {
            "days": span.days
        }
    hours, rest = divmod(span, HOUR)
    minutes = rest // MINUTE
    if not hours:
        return _("%(minutes)s min") % {"minutes": max(minutes, 1)}
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def when_text(due_at: datetime, moment: datetime) -> str:
    """10.00 today; else with its day: i går 10.00, tors 12 mars 16.00."""
    time = time_text(due_at)
    days = (
        localtime(due_at, STOCKHOLM).date() - localtime(moment, STOCKHOLM).date()
    ).days
    near = {0: "%(time)s", -1: _("yesterday %(time)s"), 1: _("tomorrow %(time)s")}
    pattern = near.get(days, "%(day)s %(time)s")
    return pattern % {"time": time, "day": _short_day(due_at, moment)}


def _short_day(due_at: datetime, moment: datetime) -> str:
    days = (localtime(each, STOCKHOLM).date() for each in (due_at, moment))
    return day_text(*days)


def day_text(day: date, today: date) -> str:
    """tors 12 mars; in another year than today, 12 mars 2025."""
    is_this_year = day.year == today.year
    return _day_words(day, get_language() or "sv", is_this_year=is_this_year)


@lru_cache(maxsize=2000)
def _day_words(day: date, language: str, *, is_this_year: bool) -> str:
    """A queue names few days many times, and to name one costs as much as a row."""
    with translation.override(language):
        return date_format(day, _("D j M") if is_this_year else _("j M Y"))


def name_of(inquiry: Inquiry) -> str:
    """The household's name, or that it is erased."""
    if inquiry.erased_at is not None:
        return _("Erased")
    return inquiry.contact.name


def national(phone: PhoneNumber) -> str:
    """070-174 06 12; a foreign number with its country."""
    if not phone:
        return ""
    is_ours = phone.country_code == SWEDEN
    return str(phone.as_national if is_ours else phone.as_international)


def wanted_text(inquiry: Inquiry) -> str:
    """Familjehem, kontaktfamilj; what is asked for, in the form's order."""
    labels = _labels(get_language() or "sv")
    wanted = [labels.get(each, each) for each in inquiry.wanted_assignments]
    text = ", ".join(wanted) or labels[Assignment.UNDECIDED]
    return text[:1].upper() + text[1:].lower()


@cache
def _labels(language: str) -> dict[str, str]:
    """The words for languages and assignments, once for each language of the desk."""
    return {key: str(label) for key, label in [*Assignment.choices, *Language.choices]}


def language_text(inquiry: Inquiry) -> str:
    """arabiska, tolk; "" where Swedish will do.

    English writes languages with a capital letter also inside a line.
    """
    words = []
    if inquiry.language != Language.SWEDISH:
        language = get_language() or "sv"
        label = _labels(language)[inquiry.language]
        words.append(label if language == "en" else label.lower())
    if inquiry.needs_interpreter:
        words.append(_("interpreter"))
    return ", ".join(words)


def source_text(inquiry: Inquiry) -> str:
    """Where it comes from, by what we know best: the link, the answer, the channel."""
    if inquiry.activity is not None:
        return f"{inquiry.activity.channel.name}, {inquiry.activity.name}"
    if inquiry.told_channel is not None:
        return inquiry.told_channel.name
    return inquiry.get_source_display()


def attempts_text(inquiry: Inquiry) -> str:
    """2 försök; "" before the first."""
    if not inquiry.attempts:
        return ""
    return ngettext("%(number)s attempt", "%(number)s attempts", inquiry.attempts) % {
        "number": inquiry.attempts
    }


def step_kind_text(kind: str) -> str:
    """Ring, Skriv, Hembesök …, with a capital letter."""
    label = str(FollowUpTask.Kind(kind).label)
    return label[:1].upper() + label[1:]


def step_text(step: NextStep | FollowUpTask, moment: datetime) -> str:
    """Hembesök fre 27 nov klockan 15.00."""
    when = deadline_text(step.due_at, moment)
    return f"{step_kind_text(step.kind)} {when}"


def proposal_text(proposal: NextStep | Rest, moment: datetime) -> str:
    """What an outcome button will plan, as the small line on it."""
    if isinstance(proposal, Rest):
        return _("Letter, and rest until %(day)s") % {
            "day": date_text(proposal.wake_up_on)
        }
    return step_text(proposal, moment)
