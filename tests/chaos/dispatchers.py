"""The third part: many dispatchers on one outbox, and one that is frozen in the act."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.chaos import findings
from tests.chaos.house import House
from tests.chaos.processes import Kept
from tests.chaos.report import Report

PATIENCE_SECONDS = 240.0
LAST_WORDS_SECONDS = 15.0
DUE = """
    INSERT INTO messaging_message (id, municipality_id, kind, subject_type, subject_id,
        generation, step, channel, recipient_key, recipient, language, heading, body,
        status, not_before, attempt, last_error, provider_reference, created_at)
    SELECT gen_random_uuid(), (SELECT min(id) FROM organisation_municipality), 'notice',
        'inquiry', number, 1, 'received', 'email', 'family',
        'familj' || number || '@example.se', 'sv', 'Hej', 'Hej', 'queued', now(), 0,
        '', '', now()
    FROM generate_series(1, %s) AS number
"""
TRIED_OTHERWISE = """
    SELECT status, attempt, count(*) FROM messaging_message
    WHERE (status, attempt) <> ('sent', 1) GROUP BY 1, 2
"""
ROWS = "SELECT * FROM messaging_message ORDER BY id"


def all_at_once(house: House, *, rows: int, dispatchers: int) -> Report:
    """Let many wait in front of an empty outbox, fill it, and see who takes what."""
    kept = [house.dispatcher(f"dispatcher{number}") for number in range(dispatchers)]
    house.supervisor.keep(*kept)
    house.ask(DUE, rows)
    took = findings.wait_for_rest(house, PATIENCE_SECONDS)
    mails = house.mails()
    shares = Counter(each.sender for each in mails)
    figures = {
        "messages due": rows,
        "seconds until all were sent": f"{took:.1f}",
        "mails taken": len(mails),
        "mails taken twice": findings.extra_mails(findings.outcome_of(house)),
        "by each dispatcher": ", ".join(str(each) for _, each in shares.most_common()),
    }
    return Report("Eight dispatchers", figures, list(_doubly(house, rows, kept)))


def _doubly(house: House, rows: int, kept: list[Kept]) -> Iterator[str]:
    outcome = findings.outcome_of(house)
    for status, attempt, count in house.ask(TRIED_OTHERWISE):
        yield f"{count} messages are {status} after {attempt} tries"
    if len(outcome.mails) != rows or len(outcome.copies) != rows:
        yield f"{len(outcome.mails)} mails taken, {len(outcome.copies)} different ones"
    idle = len(kept) - len({each.sender for each in outcome.mails})
    if idle:
        yield f"{idle} dispatchers took nothing, so that nothing is proved"
    yield from findings.shortened(findings.unsent(outcome))


def one_frozen(house: House, *, rows: int) -> Report:
    """Freeze one past its lease, let another finish, and wake the first."""
    first, second = house.dispatcher("first"), house.dispatcher("second")
    house.ask(DUE, rows)
    house.supervisor.keep(first)
    _wait(lambda: len(house.mails()) >= rows // 10)
    first.signal(signal.SIGSTOP)
    before = len(house.mails())
    house.supervisor.keep(second)
    took = findings.wait_for_rest(house, PATIENCE_SECONDS)
    known = house.ask(ROWS)
    first.signal(signal.SIGCONT)
    woke = _wait(lambda: b"passed into other hands" in first.log.read_bytes())
    outcome = findings.outcome_of(house)
    figures = {
        "messages due": rows,
        "sent before the freeze": before,
        "seconds until the rest was sent": f"{took:.1f}",
        "of them the lease": house.lease_seconds,
        "mails taken twice": findings.extra_mails(outcome),
    }
    wrong = [*findings.shortened(findings.restless(outcome))]
    if house.ask(ROWS) != known:
        wrong.append("the frozen one changed something when it woke")
    if not woke:
        wrong.append("the frozen one held nothing, so that nothing is proved")
    if findings.extra_mails(outcome) > findings.FLIGHT:
        wrong.append("more mails went out twice than it had in hand")
    return Report("A frozen dispatcher", figures, wrong)


def _wait(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + LAST_WORDS_SECONDS
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()
