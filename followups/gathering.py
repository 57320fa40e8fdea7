"""Many reminders that wait for one person become one message, with ages.

After an outage, a night or a busy hour nobody is sent a message for every step that
is late. Each reminder's own row stays in the outbox as cancelled, so that its unique
key stands and it never fires later. Source: docs/decisions/0071-no-storm.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import FollowUpTask
from followups.wording import age_text, deadline_text
from messaging.models import Channel, Message, Status
from messaging.services import WITHDRAWN, Draft, enqueue

REMINDER: Final = "reminder"  # one step
BROKEN: Final = "broken"  # the step of a reminder that tells of a broken promise
GATHERED: Final = "reminders"  # several; also the code of what was cancelled for it
MOST_APART: Final = 5  # messages
MOST_NAMED: Final = 20  # steps in one message
STEP_LENGTH: Final = 30  # characters, as the column
LONGEST_WAIT: Final = timedelta(days=7)  # of a reminder in the outbox; tries end before

# Dispatchers that remind the same person do so one after the other: each sees what
# the other has written. A lock of its own, which nothing else waits for.
ONE_AT_A_TIME: Final = """
SELECT pg_advisory_xact_lock(hashtext('reminders'), hashtext(recipient))
FROM unnest(%s::text[]) AS recipient
"""


def gather(drafts: Collection[Draft], moment: datetime) -> None:
    """Put what waits for each of these drafts' recipients together where it is much.

    In the caller's transaction, which has written the drafts.
    """
    recipients = sorted({each.recipient_key for each in drafts})
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [recipients])
    for everything in _by_recipient(drafts, recipients):
        waiting = _latest_of_each(everything)
        if len(waiting) > MOST_APART or any(each.kind == GATHERED for each in waiting):
            _put_together(waiting, moment)


def _by_recipient(
    drafts: Collection[Draft], recipients: Sequence[str]
) -> Iterable[list[Message]]:
    """What nobody has in hand, by municipality, recipient and channel."""
    waiting = (
        Message.objects.waiting()
        .filter(
            municipality__in={each.municipality_id for each in drafts},
            channel__in={each.channel for each in drafts},
            kind__in=(REMINDER, GATHERED),
            recipient_key__in=recipients,
        )
        .order_by("created_at", "pk")
        .select_for_update(skip_locked=True)
    )
    found: dict[tuple[int, str, str], list[Message]] = {}
    for each in waiting:
        key = each.municipality_id, each.recipient_key, each.channel
        found.setdefault(key, []).append(each)
    return found.values()


def _latest_of_each(waiting: list[Message]) -> list[Message]:
    """Cancel what was to remind of a step of which a later message tells."""
    latest: dict[tuple[str, int, str], Message] = {}
    for each in sorted(
        waiting, key=lambda each: (each.created_at, each.step == BROKEN)
    ):
        only = each.step if each.kind == GATHERED else ""
        latest[each.subject_type, each.subject_id, only] = each
    kept = {each.pk for each in latest.values()}
    passed = [each.pk for each in waiting if each.pk not in kept]
    if passed:
        Message.objects.filter(pk__in=passed).update(
            status=Status.CANCELLED, last_error=WITHDRAWN
        )
    return list(latest.values())


def _put_together(waiting: list[Message], moment: datetime) -> None:
    """Cancel them for one message about all the steps that they were about."""
    step = uuid4().hex[:STEP_LENGTH]
    earlier = _told_in(each for each in waiting if each.kind == GATHERED)
    Message.objects.filter(pk__in=[each.pk for each in [*waiting, *earlier]]).update(
        status=Status.CANCELLED, last_error=GATHERED, provider_reference=step
    )
    singles = [each for each in waiting if each.kind == REMINDER] + earlier
    tasks = open_tasks(singles)
    if tasks:
        broken = sum(each.step == BROKEN for each in singles)
        # What waits for the end of somebody's own quiet hours does so together, too.
        leaves_at = min(each.not_before for each in waiting)
        draft = _draft(waiting[0], step, tasks, broken, moment)
        enqueue([replace(draft, not_before=leaves_at)], at=moment)


def _told_in(gathered: Iterable[Message]) -> list[Message]:
    """The single reminders that went with these messages: they name the message’s
    step as what carried them."""
    steps = {each.step: each for each in gathered}
    if not steps:
        return []
    since = min(each.created_at for each in steps.values()) - LONGEST_WAIT
    return list(
        Message.objects.filter(
            municipality__in={each.municipality_id for each in steps.values()},
            status=Status.CANCELLED,
            created_at__gte=since,
            kind=REMINDER,
            provider_reference__in=steps,
        )
    )


def open_tasks(singles: Iterable[Message]) -> list[FollowUpTask]:
    """The steps that these remind of and that are still to be done, earliest first."""
    generations = {each.subject_id: each.generation for each in singles}
    tasks = (
        FollowUpTask.objects.open()
        .filter(pk__in=generations)
        .select_related("inquiry")
        .order_by("due_at", "pk")
    )
    return [each for each in tasks if each.generation == generations[each.pk]]


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those that tell of one step at least that is still to be done."""
    found: set[object] = set()
    for message in messages:
        if open_tasks(_told_in([message])):
            found.add(message.pk)
    return found


def _draft(
    like: Message,
    step: str,
    tasks: Sequence[FollowUpTask],
    broken: int,
    moment: datetime,
) -> Draft:
    """A message to the recipient of another, by the same channel."""
    with translation.override(like.language):
        heading = (
            _broken_text(broken)
            or late_text(tasks, moment)
            or _not_late_text(tasks, moment)
        )
        address = f"{settings.BASE_URL}{reverse('inquiries:today')}"
        lines = [heading, "", *step_lines(tasks, moment), "", address]
        return Draft(
            municipality_id=like.municipality_id,
            kind=GATHERED,
            subject_type="municipality",
            subject_id=like.municipality_id,
            step=step,
            channel=like.channel,
            recipient_key=like.recipient_key,
            recipient=like.recipient,
            staff_id=like.staff_id,
            language=like.language,
            heading=heading,
            # On a device the heading is all, and the body is where a click leads.
            body=address if like.channel == Channel.PUSH else "\n".join(lines),
        )


def _broken_text(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(number)s promise has been broken",
        "%(number)s promises have been broken",
        number,
    ) % {"number": number}


def late_text(tasks: Sequence[FollowUpTask], moment: datetime) -> str:
    """“7 samtal är sena, det äldsta sedan 3 timmar”; "" where none is late.

    They come earliest first.
    """
    late = [each for each in tasks if each.due_at < moment]
    if not late:
        return ""
    words = {"number": len(late), "age": age_text(moment - late[0].due_at)}
    if all(each.kind == FollowUpTask.Kind.CALL for each in late):
        return (
            ngettext(
                "%(number)s call is late, since %(age)s",
                "%(number)s calls are late, the oldest since %(age)s",
                len(late),
            )
            % words
        )
    return (
        ngettext(
            "%(number)s step is late, since %(age)s",
            "%(number)s steps are late, the oldest since %(age)s",
            len(late),
        )
        % words
    )


def _not_late_text(tasks: Sequence[FollowUpTask], moment: datetime) -> str:
    return ngettext(
        "%(number)s step to be done, %(when)s at the latest",
        "%(number)s steps to be done, the first %(when)s at the latest",
        len(tasks),
    ) % {"number": len(tasks), "when": deadline_text(tasks[0].due_at, moment)}


def step_lines(tasks: Sequence[FollowUpTask], moment: datetime) -> list[str]:
    """“2026-0412: sent sedan 3 timmar”, a line for each; never a family’s name."""
    lines = [_step_line(each, moment) for each in tasks[:MOST_NAMED]]
    rest = len(tasks) - MOST_NAMED
    if rest > 0:
        lines.append(
            ngettext("and %(number)s more", "and %(number)s more", rest)
            % {"number": rest}
        )
    return lines


def _step_line(task: FollowUpTask, moment: datetime) -> str:
    if task.due_at < moment:
        age = age_text(moment - task.due_at)
        return _("%(number)s: late since %(age)s") % {
            "number": task.inquiry,
            "age": age,
        }
    return _("%(number)s: %(when)s at the latest") % {
        "number": task.inquiry,
        "when": deadline_text(task.due_at, moment),
    }
