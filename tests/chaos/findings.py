"""What must be true when everything has come to rest, however it came there.

Each function gives one line for each thing that is wrong; none where all is well.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.chaos.families import Acknowledged, Family
from tests.chaos.house import House
from tests.chaos.killer import Kill
from tests.chaos.providers import Acceptance

SENDERS = ("worker", "dispatcher")  # who may die with a message in hand
# Whose death between a claim and its answer makes an SMS's outcome unknown, too.
NEAR_SENDERS = (*SENDERS, "postgres")
LATE_SECONDS = 2.0  # a mail sent by one now dead may be read so much later
FLIGHT = 10  # messages in one hand at most; messaging.lane.LARGEST_FLIGHT
SHOWN_AT_MOST = 5  # of each kind of finding

INQUIRIES = """
    SELECT contact.name,
           inquiry.year || '-' || to_char(inquiry.serial, 'FM9999990000') AS reference,
           (SELECT count(*) FROM followups_promise AS p
            WHERE p.inquiry_id = inquiry.id) AS promises,
           (SELECT count(*) FROM followups_followuptask AS f
            WHERE f.inquiry_id = inquiry.id) AS followups,
           (SELECT count(*) FROM inquiries_event AS e
            WHERE e.inquiry_id = inquiry.id AND e.kind = 'received') AS received,
           (SELECT count(*) FROM inquiries_event AS e
            WHERE e.inquiry_id = inquiry.id) AS events,
           (SELECT count(*) FROM audit_entry AS a
            WHERE a.subject_type = 'inquiries.inquiry' AND a.action = 'received'
              AND a.subject_id = inquiry.id::text) AS entries,
           (SELECT string_agg('time-' || e.slot_id, ' ')
            FROM followups_engagement AS e
            JOIN followups_appointment AS a ON a.id = e.appointment_id
            WHERE a.inquiry_id = inquiry.id AND a.cancelled_at IS NULL
              AND e.is_active) AS booked,
           (SELECT count(*) FROM followups_promise AS p
            WHERE p.inquiry_id = inquiry.id AND p.outcome = 'open') AS open_promises,
           (SELECT array_agg(m.kind || ' ' || m.channel || ' ' || m.status)
            FROM messaging_message AS m WHERE m.inquiry_id = inquiry.id) AS messages
    FROM inquiries_inquiry AS inquiry
    LEFT JOIN inquiries_contactdetails AS contact ON contact.inquiry_id = inquiry.id
"""
MESSAGES = """
    SELECT id::text, kind, channel, status, recipient, provider_reference, last_error
    FROM messaging_message
"""
RESTLESS = """
    SELECT count(*) FROM messaging_message
    WHERE status IN ('queued', 'retry', 'sending') AND kind <> 'day-before'
"""
ONCE = ("promises", "followups", "received", "events", "entries", "open_promises")
ONCE_THOUGH_MOVED = ("received", "entries", "open_promises")


class InquiryRow(NamedTuple):
    name: str | None
    reference: str
    promises: int
    followups: int
    received: int
    events: int
    entries: int
    booked: str | None
    open_promises: int
    messages: list[str] | None


class MessageRow(NamedTuple):
    id: str
    kind: str
    channel: str
    status: str
    recipient: str
    provider_reference: str
    last_error: str


@dataclass(frozen=True)
class Outcome:
    """Everything that a run left behind, read once."""

    inquiries: Sequence[InquiryRow]
    messages: Sequence[MessageRow]
    mails: Sequence[Acceptance]
    sms: Sequence[Acceptance]

    def of(self, channel: str, *statuses: str) -> list[MessageRow]:
        return [
            each
            for each in self.messages
            if each.channel == channel and each.status in statuses
        ]

    @property
    def copies(self) -> Mapping[str, list[Acceptance]]:
        """Message-ID → what the mail server took under it, the first one first."""
        found = defaultdict(list)
        for each in self.mails:
            found[each.reference].append(each)
        return found

    @property
    def unmatched_sms(self) -> Counter[str]:
        """Number → SMS that the provider took and no row knows of."""
        known = {row.provider_reference for row in self.messages}
        return Counter(each.to for each in self.sms if each.reference not in known)


def outcome_of(house: House) -> Outcome:
    return Outcome(
        [InquiryRow(*row) for row in house.ask(INQUIRIES)],
        [MessageRow(*row) for row in house.ask(MESSAGES)],
        house.mails(),
        house.sms(),
    )


def wait_for_rest(house: House, seconds: float) -> float:
    """Wait until no message is on its way; how many seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds and house.ask(RESTLESS)[0][0]:
        time.sleep(0.2)
    return time.monotonic() - began


def lost(
    outcome: Outcome, told: Iterable[Acknowledged], families: Iterable[Family]
) -> Iterator[str]:
    """Whoever saw a receipt has one inquiry of that number; nobody has half of one."""
    rows = defaultdict(list)
    for row in outcome.inquiries:
        rows[row.name].append(row)
    for each in told:
        found = [row.reference for row in rows[each.family.name]]
        if found != [each.reference]:
            yield f"{each.family.name} was told {each.reference}, stored: {found}"
    known = {each.name: each for each in families}
    for name, same in rows.items():
        if name not in known:
            yield f"{len(same)} inquiries of {name}, who never came"
            continue
        if len(same) > 1:
            yield f"{name} is there {len(same)} times"
        for row in same:
            yield from _incomplete(row, known[name])


def _incomplete(row: InquiryRow, who: Family) -> Iterator[str]:
    # Whoever moves a time has a second promise, and events that tell of it.
    for what in ONCE_THOUGH_MOVED if who.moves else ONCE:
        if getattr(row, what) != 1:
            yield f"{row.reference} has {getattr(row, what)} {what}"
    messages = Counter(row.messages or [])
    if not messages["notice email sent"]:
        yield f"{row.reference}: no notice was sent; it has {dict(messages)}"
    if who.email and messages["receipt email sent"] != 1:
        yield f"{row.reference}: no receipt by mail; it has {dict(messages)}"
    by_sms = messages["receipt sms sent"] + messages["receipt sms uncertain"]
    if by_sms != int(who.has_mobile):
        yield f"{row.reference}: receipts by SMS: {by_sms}; it has {dict(messages)}"


def misbooked(
    outcome: Outcome, told: Mapping[int, str], families: Iterable[Family]
) -> Iterator[str]:
    """Whoever was told a time has that time alone, and nobody else has it."""
    known = {each.name: each for each in families}
    held = Counter(row.booked for row in outcome.inquiries if row.booked)
    for row in outcome.inquiries:
        who = known.get(row.name or "")
        wanted = None if who is None else told.get(who.number)
        if wanted is not None and row.booked != wanted:
            yield f"{row.reference} was told {wanted}, booked: {row.booked}"
        if row.booked and held[row.booked] > 1:
            yield f"{row.reference} shares {row.booked}"


def restless(outcome: Outcome) -> Iterator[str]:
    """Every message has been sent; only an SMS may be uncertain.

    What reminds of a booked time waits for the day before. It went with the time when
    that was moved, and so did an invitation that had not left yet.
    """
    for row in outcome.messages:
        is_uncertain = (row.channel, row.status) == ("sms", "uncertain")
        if not (row.status == "sent" or is_uncertain or _is_of_a_time(row)):
            yield f"{row.kind} by {row.channel} is {row.status} {row.last_error}"


def _is_of_a_time(row: MessageRow) -> bool:
    return (row.kind, row.status) in {
        ("day-before", "queued"),
        ("day-before", "cancelled"),
        ("invitation", "cancelled"),
    }


def unsent(outcome: Outcome) -> Iterator[str]:
    """What is called sent was taken by the provider."""
    copies, taken = outcome.copies, {each.reference for each in outcome.sms}
    for row in outcome.of("email", "sent"):
        if f"<{row.id}@example.se>" not in copies:
            yield f"{row.kind} {row.id} is called sent and was never taken"
    for row in outcome.of("sms", "sent"):
        if row.provider_reference not in taken:
            yield f"SMS {row.id} is called sent and was never taken"


def doubled_mails(
    outcome: Outcome, kills: Sequence[Kill], lease_seconds: float
) -> Iterator[str]:
    """A second copy has its reason: a lost answer, or a sender killed in the act."""
    moments = [each.at for each in kills if each.victim in SENDERS]
    for reference, copies in outcome.copies.items():
        for copy in copies[:-1]:
            was_killed = any(
                -LATE_SECONDS <= at - copy.at <= lease_seconds for at in moments
            )
            if not copy.is_lost and not was_killed:
                yield f"mail {reference} was sent again without a reason"
    most = sum(each.is_lost for each in outcome.mails) + len(moments)
    if extra_mails(outcome) > most:
        yield f"{extra_mails(outcome)} mails twice; {most} can be explained"


def extra_mails(outcome: Outcome) -> int:
    return sum(len(copies) - 1 for copies in outcome.copies.values())


def doubled_sms(outcome: Outcome) -> Iterator[str]:
    """No SMS goes out twice; one that may have arrived stands as uncertain."""
    references = Counter(row.provider_reference for row in outcome.of("sms", "sent"))
    for reference, count in references.items():
        if count > 1:
            yield f"{count} SMS stand for the one that was taken as {reference}"
    uncertain = Counter(row.recipient for row in outcome.of("sms", "uncertain"))
    for number, count in outcome.unmatched_sms.items():
        if count > uncertain[number]:
            yield f"{count} SMS to {number} unaccounted for, {uncertain[number]} known"


def unexplained_sms(outcome: Outcome, kills: Sequence[Kill]) -> Iterator[str]:
    """As many SMS stand as uncertain as answers were lost, and hands that held some."""
    uncertain = len(outcome.of("sms", "uncertain"))
    lost_answers = sum(each.is_lost for each in outcome.sms)
    deaths = sum(each.victim in NEAR_SENDERS for each in kills)
    most = lost_answers + FLIGHT * deaths
    if not lost_answers <= uncertain <= most:
        yield f"{uncertain} SMS are uncertain, explained: {lost_answers} to {most}"


def shortened(findings: Iterable[str]) -> list[str]:
    """The first few, and how many more there are."""
    found = list(findings)
    more = len(found) - SHOWN_AT_MOST
    return found[:SHOWN_AT_MOST] + ([f"… and {more} more"] if more > 0 else [])


def figures_of(outcome: Outcome) -> dict[str, Any]:
    """What the run counted, in words."""
    return {
        "inquiries stored": len(outcome.inquiries),
        "mails taken": len(outcome.mails),
        "answers to mails lost": sum(each.is_lost for each in outcome.mails),
        "mails taken twice": extra_mails(outcome),
        "SMS taken": len(outcome.sms),
        "answers to SMS lost": sum(each.is_lost for each in outcome.sms),
        "SMS that stand as uncertain": len(outcome.of("sms", "uncertain")),
    }
