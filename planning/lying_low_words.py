"""Lying low in words: what families read before and after, since when, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.models import Wish
from followups.promise import offers_if
from followups.wording import date_text, promise_text, working_days_text
from inquiries.lying_low_words import busy_text
from organisation.calendar import STOCKHOLM
from organisation.models import LieLow, Municipality

OFFICE: Final = (Wish.SOON, Wish.WRITE)


@dataclass(frozen=True)
class Line:
    """One wish, and by when it is promised: as now, and while lying low."""

    wish: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class Preview:
    """What families would read from now on. `sentences` by language, its own name."""

    lines: tuple[Line, ...]
    sentences: tuple[tuple[str, str], ...]


def preview_of(
    municipality: Municipality, working_days: int, moment: datetime
) -> Preview:
    """As it would be at that moment, with so many working days."""
    before = {e.wish: e for e in offers_if(municipality, moment, None)}
    after = offers_if(municipality, moment, working_days)
    lines = []
    for each in after:
        old = promise_text(before[each.wish].due_at, moment)
        new = promise_text(each.due_at, moment)
        lines.append(Line(str(each.wish.label), old, new, old != new))
    return Preview(tuple(lines), tuple(_sentences(after, moment)))


def _sentences(after: Iterable, moment: datetime) -> Iterable[tuple[str, str]]:
    offers = list(after)
    for language in ("sv", "en"):
        with translation.override(language):
            text = busy_text(offers, moment)
        if text:
            yield language, text


def going_on_text(low: LieLow) -> str:
    """Ni ligger lågt sedan tors 3 mars, till tis 17 mars. Den som hör av sig …"""
    words = {
        "since": date_text(localtime(low.began_at, STOCKHOLM).date()),
        "within": working_days_text(low.working_days),
    }
    if low.resumes_on is None:
        return (
            _(
                "You have been lying low since %(since)s. Whoever gets in touch is "
                "promised a call %(within)s."
            )
            % words
        )
    words["until"] = date_text(low.resumes_on)
    return (
        _(
            "You have been lying low since %(since)s, and do until %(until)s. Whoever "
            "gets in touch is promised a call %(within)s."
        )
        % words
    )


def past_text(low: LieLow, *, with_year: bool = False) -> str:
    """What low_text says, of a row."""
    first = localtime(low.began_at, STOCKHOLM).date()
    return low_text(first, last_day(low), low.working_days, with_year=with_year)


def low_text(
    first: date, last: date | None, working_days: int, *, with_year: bool = False
) -> str:
    """Ni låg lågt 3–14 mars och lovade samtal inom fem arbetsdagar.

    One that goes on (`last` is None): “Ni ligger lågt sedan 3 mars och lovar …”.
    """
    words = {
        "span": days_text(first, last, with_year=with_year),
        "within": working_days_text(working_days),
    }
    if last is None:
        text = _("You have been lying low %(span)s and promise a call %(within)s.")
    else:
        text = _("You lay low %(span)s and promised a call %(within)s.")
    return text % words


def days_text(first: date, last: date | None, *, with_year: bool = False) -> str:
    """From the first day to the last; None: since the first."""
    if last is None:
        return _("since %(day)s") % {"day": _day(first, with_year=with_year)}
    if first >= last:
        return _day(last, with_year=with_year)
    is_same = (first.year, first.month) == (last.year, last.month)
    is_far = with_year and first.year != last.year
    begin = str(first.day) if is_same else _day(first, with_year=is_far)
    return f"{begin}–{_day(last, with_year=with_year)}"


def last_day(low: LieLow) -> date | None:
    """The last date of it; of one that ended by its day, that before. None: goes on.

    Some seconds pass until the round that ends it: they make no day.
    """
    if low.ended_at is None:
        return None
    last = localtime(low.ended_at, STOCKHOLM).date()
    if low.ended_by_id is None and last == low.resumes_on:
        return last - timedelta(days=1)
    return last


def _day(day: date, *, with_year: bool) -> str:
    return date_format(day, _("j F Y") if with_year else _("j F"))
