from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.imports.cells import CellRefused, count_in, day_in, kronor_in, name_in
from campaigns.imports.grid import Unreadable

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (None, None),
        ("", None),
        (" -- ", None),
        ("–", None),
        (0, 0),
        (12500, 12500),
        (12500.0, 12500),
        ("12500", 12500),
        (f"12{HARD}500", 12500),
        ("12,500", 12500),
        ("1.234.567", 1234567),
        ("12,50", "är inget heltal"),
        ("1.234,567", "är inget heltal"),
        (12.5, "är inget heltal"),
        (-3, "är inget heltal"),
        ("-3", "är inget heltal"),
        (True, "är inget tal"),
        (float("nan"), "är inget tal"),
        (float("inf"), "är inget tal"),
        ("<1000", "är inget heltal"),
        ("=1+1", "är inget heltal"),
        (10**13, "är för stort"),
        ("9" * 5000, "är inget heltal"),
        (date(2026, 3, 1), "är inget heltal"),
        (Unreadable("=B2*2", is_formula=True), "är en formel utan värde"),
        (Unreadable("#DIV/0!", is_formula=False), "är ett fel i kalkylarket"),
    ],
)
def test_whole_numbers(cell, number):
    check(count_in, cell, number)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (None, None),
        ("--", None),
        (1250.5, "1250.50"),
        (0.1 + 0.2, "0.30"),
        (1250, "1250.00"),
        ("1 250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1250.50 kr", "1250.50"),
        ("1250.505", "är inget belopp"),
        ("12.500", "kan läsas på två sätt; skriv 12500 eller 12,50"),
        ("12,500", "kan läsas på två sätt; skriv 12500 eller 12,50"),
        (-1.0, "är under 0"),
        ("-1", "är inget belopp"),
        (1e12, "är för stort"),
        ("€12", "är inget belopp"),
        (True, "är inget tal"),
    ],
)
def test_amounts(cell, amount):
    is_amount = amount is not None and amount[0].isdigit()
    check(kronor_in, cell, Decimal(amount) if is_amount else amount)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (None, None),
        ("", None),
        (datetime(2026, 3, 1, 14, tzinfo=UTC), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)),
        ("2026/03/01", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("1 mars 2026", date(2026, 3, 1)),
        ("1 okt. 2026", date(2026, 10, 1)),
        ("1 maj 2026", date(2026, 5, 1)),
        ("May 1, 2026", date(2026, 5, 1)),
        ("Oct 31, 2026", date(2026, 10, 31)),
        ("2026-02-30", "är ingen dag i kalendern"),
        ("30 mårs 2026", "är ingen dag i kalendern"),
        ("01/03/2026", "är inget datum; skriv det så här: 2026-03-01"),
        ("i går", "är inget datum"),
        (46082, "är inget datum"),
        (True, "är inget datum"),
    ],
)
def test_days(cell, day):
    check(day_in, cell, day)


def check(read, cell, wanted):
    if isinstance(wanted, str):
        with pytest.raises(CellRefused) as refused:
            read(cell)
        assert wanted in str(refused.value)
    else:
        assert read(cell) == wanted


def test_a_long_cell_is_told_shortened():
    with pytest.raises(CellRefused) as refused:
        count_in("x" * 500)
    assert str(refused.value).startswith(f"”{'x' * 30}…”")


def test_a_name_is_tidied_and_never_endless():
    assert name_in("  Filmen\u200b  om\nHolm ") == "Filmen om Holm"
    assert len(name_in("å" * 5000)) == 200


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.booleans()))
def test_no_cell_is_answered_with_a_fault(cell):
    for read in (count_in, kronor_in, day_in, name_in):
        try:
            read(cell)
        except CellRefused:
            continue
