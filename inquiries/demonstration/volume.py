"""A million inquiries in minutes, for the benchmarks. `manage.py demo --inquiries N`.

All of it is one transaction: other than unique indexes are dropped and made anew, and
triggers rest. What these would have refused is looked for before the end; if there is
any of it, nothing has happened.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from tqdm import tqdm

from campaigns.models import Channel
from inquiries.demonstration import volume_plan
from inquiries.demonstration import volume_statements as statements
from inquiries.demonstration.loading import settle
from inquiries.demonstration.people import FAMILY, GIVEN
from inquiries.demonstration.towns import TOWNS, Town, callers_of, extra_town
from organisation.models import Municipality

BATCH: Final = 50_000  # inquiries
SPAN: Final = timedelta(days=730)
OPEN_AT_LEAST: Final = 90  # of each municipality: more than a full page of everything
OPEN_SHARE: Final = 0.02
# So many of a hundred families have the name; together 17. The rest is a long tail.
COMMON: Final = {
    "Andersson": 3, "Johansson": 3, "Karlsson": 3, "Nilsson": 2, "Eriksson": 2,
    "Larsson": 1, "Olsson": 1, "Persson": 1, "Svensson": 1,
}  # fmt: skip
BEGINNINGS: Final = (
    "Berg Lind Ek Sjö Björk Gran Sten Sand Ny Hed Norr Söder Väster Öst Lund Holm Alm "
    "Asp Hag Fors"
)
ENDS: Final = "ström qvist gren man holm dahl lund berg blad mark ås ö"

INDEXES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY indexrelid
"""
# For each foreign key a query that finds a row whose parent is missing.
ORPHANS: Final = """
SELECT conname, format('SELECT 1 FROM %%s AS child WHERE %%s AND NOT EXISTS ('
    'SELECT FROM %%s AS parent WHERE %%s) LIMIT 1', conrelid::regclass,
    string_agg(format('child.%%I IS NOT NULL', own.attname), ' AND '),
    confrelid::regclass,
    string_agg(format('parent.%%I = child.%%I', their.attname, own.attname), ' AND '))
FROM pg_constraint
CROSS JOIN LATERAL unnest(conkey, confkey) AS pair (own, their)
JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = pair.own
JOIN pg_attribute AS their ON their.attrelid = confrelid AND their.attnum = pair.their
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
GROUP BY pg_constraint.oid, conname, conrelid, confrelid
"""
WITHOUT_NEXT_STEP: Final = """
SELECT 1 FROM inquiries_inquiry AS inquiry
WHERE stage = ANY('{received,contacted,meeting,assessment,decision}')
    AND erased_at IS NULL AND NOT EXISTS (
        SELECT FROM followups_followuptask
        WHERE inquiry_id = inquiry.id AND closed_at IS NULL
    ) LIMIT 1
"""


class NotTheOwner(Exception):
    """The role of the database may not let triggers rest, as the embedded one may."""


class LoadIsWrong(Exception):
    """The load holds something that the database's guards would have refused."""


def load(
    inquiries: int, municipalities: int, *, at: datetime, activities: int = 0
) -> int:
    """Add inquiries to so many invented municipalities; how many there are then.

    They are spread evenly: the number is rounded up to a multiple of the places. So
    are the activities, where any are asked for: six inquiries in ten came by one.

    Raises:
        NotTheOwner: the database belongs to somebody else.
        LoadIsWrong: a guard would have refused it; nothing has been added.
    """
    places = enough(municipalities, at=at)
    turns = -(-inquiries // municipalities)
    each = -(-activities // municipalities)
    with transaction.atomic():
        _load_all(places, turns, each, at)
    _tidy_up()
    return turns * municipalities


def _load_all(
    places: Sequence[Municipality], turns: int, activities: int, at: datetime
) -> None:
    planned = [
        volume_plan.plan(place, activities, at=at, span=SPAN) for place in places
    ]
    with connection.cursor() as cursor, _resting(cursor):
        _prepare(cursor, places, planned)
        with _without_indexes(cursor):
            _load_batches(cursor, _parameters(turns, len(places), at))
        _look_for_orphans(cursor)
        cursor.execute("DROP TABLE place, given_name, family_name")


def enough(number: int, *, at: datetime) -> list[Municipality]:
    """So many municipalities, those of the demonstration first; made where missing."""
    more = max(number - len(TOWNS), 0)
    towns: list[Town] = [*TOWNS, *map(extra_town, range(more))][:number]
    names = [town.name for town in towns]
    there = Municipality.objects.filter(name__in=names).values_list("name", flat=True)
    known = set(there)
    with transaction.atomic():
        settle(tuple(town for town in towns if town.name not in known), at=at)
    return list(Municipality.objects.filter(name__in=names).order_by("pk"))


def given_names() -> list[str]:
    return [name for names in GIVEN.values() for name in names.split()]


def surnames() -> list[str]:
    """A name stands in the list as often as it is common."""
    pairs = [(first, last) for first in BEGINNINGS.split() for last in ENDS.split()]
    tail = [first + last for first, last in pairs]
    tail += [name for names in FAMILY.values() for name in names.split()]
    hundredth = len(tail) / (100 - sum(COMMON.values()))
    common = [
        name for name, share in COMMON.items() for _ in range(round(share * hundredth))
    ]
    return common + tail


def _parameters(turns: int, places: int, at: datetime) -> dict[str, Any]:
    return {
        "now": at,
        "places": places,
        "total": turns * places,
        "span_seconds": SPAN.total_seconds(),
        "given_names": len(given_names()),
        "family_names": len(surnames()),
        "open_each": max(OPEN_AT_LEAST, round(turns * OPEN_SHARE)),
    }


@contextmanager
def _resting(cursor: CursorWrapper) -> Iterator[None]:
    """Let triggers rest within the block, and give the session room to sort."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone() != (True,):
        raise NotTheOwner
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing else is left to check
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")


def _prepare(
    cursor: CursorWrapper,
    places: Sequence[Municipality],
    planned: Sequence[list[int]],
) -> None:
    cursor.execute(statements.PREPARE)
    for place, municipality in enumerate(places):
        channels = Channel.objects.of(municipality).values_list("pk", flat=True)
        row: list[Any] = [
            place,
            municipality.pk,
            list(callers_of(municipality)),
            list(channels),
            planned[place],
        ]
        cursor.execute("INSERT INTO place VALUES (%s, %s, %s, %s, %s)", row)
    for table, names in (("given_name", given_names()), ("family_name", surnames())):
        cursor.execute(
            f"INSERT INTO {table} SELECT place - 1, name "  # noqa: S608 -- of the two
            "FROM unnest(%s::text[]) WITH ORDINALITY AS list (name, place)",
            [names],
        )


def _load_batches(cursor: CursorWrapper, parameters: dict[str, Any]) -> None:
    total = parameters["total"]
    with tqdm(total=total, desc="Inquiries", unit="", disable=None) as progress:
        for first in range(0, total, BATCH):
            last = min(first + BATCH, total) - 1
            numbers = _reserve(cursor, last - first + 1)
            span = parameters | numbers | {"first": first, "last": last}
            cursor.execute(statements.BATCH, span)
            for statement in statements.IN_ORDER:
                cursor.execute(statement, parameters)
            cursor.execute("DROP TABLE batch")
            progress.update(last - first + 1)


def _reserve(cursor: CursorWrapper, inquiries: int) -> dict[str, int]:
    """Take numbers of all sequences for a batch; the first of each."""
    first = {}
    for name, (table, each) in statements.NUMBERS.items():
        wanted = inquiries * each
        cursor.execute(statements.RESERVE, [wanted, wanted, table])
        (first[name],) = cursor.fetchone()
    return first


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Making an index of all rows at once costs a fraction of one row at a time."""
    cursor.execute(INDEXES, [list(statements.TABLES)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in tqdm(indexes, desc="Indexes", unit="", disable=None):
        cursor.execute(definition)


def _look_for_orphans(cursor: CursorWrapper) -> None:
    """Ask in whole sets what the resting triggers would have asked of each row."""
    cursor.execute("ANALYZE " + ", ".join(statements.TABLES))
    cursor.execute(ORPHANS, [list(statements.TABLES)])
    questions = [*cursor.fetchall(), ("open_inquiry_has_next_step", WITHOUT_NEXT_STEP)]
    for name, question in tqdm(questions, desc="Checks", unit="", disable=None):
        cursor.execute(question)
        if cursor.fetchone():
            raise LoadIsWrong(name)


def _tidy_up() -> None:
    """Let the planner know the rows, and which pages are seen by everybody."""
    if connection.in_atomic_block:
        return  # the caller's transaction: a test's
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
