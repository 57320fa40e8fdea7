"""What must always hold, as questions to the database that no row may answer.

Most of it the database itself refuses to break; a restored copy, a trigger that was
switched off or a dispatcher that stands still can break it all the same. Every
question reads an index of one municipality after the other and stops at MOST rows.

The names of tables of other apps stand here as in a migration: nothing is imported.
Source: docs/decisions/0061-what-must-always-hold.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality

MOST: Final = 100  # rows of one municipality that are looked for
PATIENCE: Final = timedelta(minutes=5)  # with a dispatcher that catches up
# So long a promise waits for a call that is logged afterwards, and as long again
# where such a call was just undone: the same number as in followups.promise.
SETTLING_MARGIN: Final = timedelta(hours=1)
SPANS: Final = {
    "overdue": timedelta(minutes=2),
    "patience": PATIENCE,
    "settling": 2 * SETTLING_MARGIN + PATIENCE,
    "after_lease": timedelta(seconds=60),
    "asleep": timedelta(days=1),
    "new": timedelta(days=7),  # older ones were looked at when they were new
    "unreported": timedelta(days=14),  # then nobody asks any more
}


@dataclass(frozen=True)
class Invariant:
    """One thing that must hold.

    Args:
        name: at most 19 characters, for the step of its alarm.
        holds: what holds when all is well, as a sentence.
        remedy: what it means when it does not, and what to do.
        sql: gives inquiry_id, message_id and since, for `municipality.id`.
        has_own_alarm: somebody is told of it in another way.
    """

    name: str
    holds: Promise
    remedy: Promise
    sql: str
    has_own_alarm: bool = False


@dataclass(frozen=True)
class Breach:
    """One row that should not be there, and since when."""

    municipality_id: int
    inquiry_id: int | None
    number: str
    message_id: UUID | None
    since: datetime


_AROUND: Final = """
    SELECT municipality.id, found.inquiry_id,
        inquiry.year || '-' || lpad(
            inquiry.serial::text, greatest(4, length(inquiry.serial::text)), '0'
        ),
        found.message_id, found.since
    FROM organisation_municipality AS municipality
    CROSS JOIN LATERAL ({sql} ORDER BY since LIMIT %(most)s) AS found
    LEFT JOIN inquiries_inquiry AS inquiry ON inquiry.id = found.inquiry_id
    WHERE %(only)s::bigint IS NULL OR municipality.id = %(only)s
    ORDER BY municipality.id, found.since
"""

INVARIANTS: Final = (
    Invariant(
        "stepless",
        _("Every open inquiry has a next step."),
        _("Nobody is reminded of these. Open each, and plan what is to be done."),
        """
        SELECT inquiry.id AS inquiry_id, NULL::uuid AS message_id,
            inquiry.received_at AS since
        FROM inquiries_inquiry AS inquiry
        WHERE inquiry.municipality_id = municipality.id AND inquiry.erased_at IS NULL
          AND inquiry.stage IN
              ('received', 'contacted', 'meeting', 'assessment', 'decision')
          AND NOT EXISTS (
              SELECT FROM followups_followuptask AS task
              WHERE task.inquiry_id = inquiry.id AND task.closed_at IS NULL
          )
        """,
    ),
    Invariant(
        "unreminded",
        _("Somebody is reminded of every step in time."),
        _(
            "No reminder went out for these. Call those that are due, and tell whoever "
            "runs the program."
        ),
        """
        SELECT task.inquiry_id, NULL::uuid AS message_id,
            coalesce(task.next_action_at, task.due_at) AS since
        FROM followups_followuptask AS task
        WHERE task.municipality_id = municipality.id AND task.closed_at IS NULL
          AND (task.next_action_at < %(moment)s - %(patience)s
            OR task.next_action_at IS NULL AND task.due_at < %(moment)s - %(patience)s
              AND EXISTS (
                  SELECT FROM followups_reminderrule AS rule
                  WHERE rule.municipality_id = municipality.id
              )
              AND NOT EXISTS (
                  SELECT FROM messaging_message AS message
                  WHERE message.subject_type = 'followup'
                    AND message.subject_id = task.id
                    AND message.generation = task.generation
              ))
        """,
    ),
    Invariant(
        "doubly-promised",
        _("No family has two open promises."),
        _("Call at the earlier of the two, and tell whoever runs the program."),
        """
        SELECT promise.inquiry_id, NULL::uuid AS message_id,
            min(promise.made_at) AS since
        FROM followups_promise AS promise
        WHERE promise.municipality_id = municipality.id AND promise.outcome = 'open'
        GROUP BY promise.inquiry_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "unsettled",
        _("A promise that has passed is either kept or broken."),
        _(
            "These still count as open, so the report is wrong. Call the family, and "
            "tell whoever runs the program."
        ),
        """
        SELECT promise.inquiry_id, NULL::uuid AS message_id, promise.due_at AS since
        FROM followups_promise AS promise
        WHERE promise.municipality_id = municipality.id AND promise.outcome = 'open'
          AND promise.due_at < %(moment)s - %(settling)s
        """,
    ),
    Invariant(
        "asleep",
        _("Whoever rests wakes up on the day agreed."),
        _("Their day has passed and nobody was told. Call them now."),
        """
        SELECT inquiry.id AS inquiry_id, NULL::uuid AS message_id,
            inquiry.wake_up_on::timestamp AT TIME ZONE 'Europe/Stockholm' AS since
        FROM inquiries_inquiry AS inquiry
        WHERE inquiry.municipality_id = municipality.id AND inquiry.stage = 'dormant'
          AND inquiry.erased_at IS NULL
          AND inquiry.wake_up_on < (%(moment)s - %(asleep)s)::date
        """,
    ),
    Invariant(
        "receiptless",
        _("Every family that sent the form gets a receipt."),
        _("These were promised a call and got no word of it. Call them first."),
        """
        SELECT inquiry.id AS inquiry_id, NULL::uuid AS message_id,
            inquiry.received_at AS since
        FROM inquiries_inquiry AS inquiry
        JOIN inquiries_contactdetails AS contact ON contact.inquiry_id = inquiry.id
        WHERE inquiry.municipality_id = municipality.id
          AND inquiry.received_at > %(moment)s - %(new)s
          AND inquiry.source = 'form' AND inquiry.suspicion = ''
          AND (contact.email <> '' OR contact.phone ~ '^[+]467[02369]')
          AND NOT EXISTS (
              SELECT FROM messaging_message AS message
              WHERE message.subject_type = 'inquiry'
                AND message.subject_id = inquiry.id AND message.generation = 1
                AND message.step = 'received' AND message.recipient_key = 'family'
          )
          AND NOT EXISTS (  -- an address that came later was not there to be told
              SELECT FROM inquiries_event AS event
              WHERE event.inquiry_id = inquiry.id AND event.kind = 'corrected'
          )
        """,
    ),
    Invariant(
        "overdue",
        _("What is to be sent leaves within two minutes."),
        _(
            "These wait for too long. Nothing is lost, but tell whoever runs the "
            "program."
        ),
        """
        SELECT message.inquiry_id, message.id AS message_id,
            message.not_before AS since
        FROM (VALUES ('email'), ('sms'), ('push')) AS way (channel)
        JOIN messaging_message AS message ON message.channel = way.channel
        WHERE message.municipality_id = municipality.id
          AND message.status IN ('queued', 'retry')
          AND message.not_before < %(moment)s - %(overdue)s
        """,
    ),
    Invariant(
        "held",
        _("Nothing stays half sent."),
        _(
            "The program stopped while these were on their way, and nobody has taken "
            "them up. Tell whoever runs it."
        ),
        """
        SELECT message.inquiry_id, message.id AS message_id,
            message.lease_until AS since
        FROM messaging_message AS message
        WHERE message.municipality_id = municipality.id AND message.status = 'sending'
          AND message.lease_until < %(moment)s - %(after_lease)s
        """,
    ),
    Invariant(
        "failed",
        _("Somebody has decided about everything that did not arrive."),
        _("Open each: send it again, or call and let it go."),
        """
        SELECT message.inquiry_id, message.id AS message_id,
            message.created_at AS since
        FROM messaging_message AS message
        WHERE message.municipality_id = municipality.id
          AND message.status IN ('dead', 'uncertain') AND message.handled_at IS NULL
        """,
        has_own_alarm=True,
    ),
    Invariant(
        "unreported",
        _("Of every SMS we learn within three days whether it arrived."),
        _(
            "The operator has said nothing about these. If you have not spoken with "
            "the family since: call."
        ),
        """
        SELECT message.inquiry_id, message.id AS message_id, message.sent_at AS since
        FROM messaging_message AS message
        WHERE message.municipality_id = municipality.id
          AND message.report_due_at BETWEEN %(moment)s - %(unreported)s AND %(moment)s
        """,
    ),
)


def breaches(
    invariant: Invariant, moment: datetime, municipality: Municipality | None = None
) -> list[Breach]:
    """What breaks an invariant, longest first; at most MOST of each municipality."""
    wanted: dict[str, Any] = {
        "moment": moment,
        "most": MOST,
        "only": None if municipality is None else municipality.pk,
        **SPANS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AROUND.format(sql=invariant.sql), wanted)
        return [
            Breach(where, inquiry, number or "", message, since)
            for where, inquiry, number, message, since in cursor.fetchall()
        ]


def counted(found: Iterable[Breach]) -> Counter[int]:
    """How many of each municipality."""
    return Counter(each.municipality_id for each in found)
