"""Months are frozen once, stay, and are corrected by versions of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections

from audit.models import Entry
from messaging.failing import failures_of_a_step
from organisation.months import Month
from reports.models import Annotation, Snapshot
from reports.services import freezing
from reports.services.freezing import (
    AlreadyCorrected,
    NothingChanged,
    NothingToFreeze,
    correct_month,
    freeze_due,
    freeze_month,
)
from tests.make import make_municipality, make_staff_member
from tests.reports.histories import MARCH, local, receive

pytestmark = pytest.mark.django_db

APRIL = Month(2026, 4)
AT_SIX = local("2026-04-01 06:00")


@pytest.fixture
def town():
    town = make_municipality()
    receive(town, "2026-01-07 10:00")
    return town


def frozen(town):
    rows = Snapshot.objects.of(town).order_by("month", "version")
    return [(str(each.of_month), each.version) for each in rows]


def correct(town, month=MARCH, version=1, at=AT_SIX + timedelta(days=3)):
    boss = make_staff_member(town, "manager")
    return correct_month(
        town, month, version=version, reason="En kom sent in.", by=boss, at=at
    )


def test_a_month_is_frozen_at_six_on_the_first(town):
    assert freeze_due(AT_SIX - timedelta(seconds=1)) == 1  # February, as the latest
    assert freeze_due(AT_SIX) == 1
    assert frozen(town) == [("2026-02", 1), ("2026-03", 1)]
    assert Snapshot.objects.get(month=MARCH.first_day).at == AT_SIX


def test_it_is_frozen_once_however_often_one_looks(town):
    assert [freeze_due(AT_SIX + timedelta(hours=each)) for each in range(3)] == [
        1,
        0,
        0,
    ]
    assert frozen(town) == [("2026-03", 1)]


def test_after_an_outage_every_month_since_the_last_frozen_one_is_caught_up_with(town):
    freeze_month(town, Month(2026, 1), at=AT_SIX)
    assert freeze_due(AT_SIX + timedelta(days=33)) == 3
    assert frozen(town) == [
        ("2026-01", 1),
        ("2026-02", 1),
        ("2026-03", 1),
        ("2026-04", 1),
    ]


def test_nothing_is_frozen_where_nothing_was_registered():
    make_municipality()
    assert freeze_due(AT_SIX) == 0


def test_a_month_that_is_not_over_or_lies_before_the_register_cannot_be_frozen(town):
    with pytest.raises(NothingToFreeze):
        freeze_month(town, MARCH, at=MARCH.end - timedelta(seconds=1))
    with pytest.raises(NothingToFreeze):
        freeze_month(town, Month(2025, 12), at=AT_SIX)


def test_one_municipality_s_fault_does_not_stop_the_others(town, monkeypatch):
    broken = make_municipality()
    receive(broken, "2026-01-07 10:00")
    count = freezing.month_report

    def fail(municipality, month, *, at):
        if municipality == broken:
            raise ValueError
        return count(municipality, month, at=at)

    monkeypatch.setattr(freezing, "month_report", fail)
    with failures_of_a_step() as failed:
        freeze_due(AT_SIX)
    assert failed == {broken.pk}
    assert frozen(town) == [("2026-03", 1)]
    assert not frozen(broken)


def test_it_holds_the_generated_sentences_in_both_languages(town):
    receive(town, "2026-03-03 10:00")
    freeze_month(town, MARCH, at=AT_SIX)
    snapshot = Snapshot.objects.get()
    assert snapshot.lede.startswith("En familj hörde av sig.")
    assert snapshot.lede_en.startswith("One family got in touch.")


def test_a_correction_is_a_version_of_its_own_that_says_what_changed(town):
    receive(town, "2026-03-03 10:00")
    freeze_month(town, MARCH, at=AT_SIX)
    receive(town, "2026-03-31 23:59")
    second = correct(town)
    assert frozen(town) == [("2026-03", 1), ("2026-03", 2)]
    received = next(each for each in second.changes if each["sv"][0] == "Hörde av sig")
    assert received == {
        "is": "other",
        "from": 1,
        "to": 2,
        "sv": ["Hörde av sig", "", "antal", "2026-03"],
        "en": ["Got in touch", "", "number", "2026-03"],
    }
    assert second.lede.startswith("Två familjer hörde av sig.")
    entry = Entry.objects.about(second).get()
    assert (entry.action, entry.reason) == ("corrected-month", "En kom sent in.")


def test_an_annotation_made_later_is_in_the_next_version_only(town):
    freeze_month(town, MARCH, at=AT_SIX)
    Annotation.objects.create(
        municipality=town, day=MARCH.first_day, text="Två vakanser"
    )
    assert Snapshot.objects.get().figures["notes"] == []
    second = correct(town)
    assert second.figures["notes"] == [{"day": "2026-03-01", "text": "Två vakanser"}]
    assert [(each["is"], each["sv"][1]) for each in second.changes] == [
        ("new", "Två vakanser")
    ]


def test_nothing_is_corrected_where_nothing_has_changed(town):
    freeze_month(town, MARCH, at=AT_SIX)
    with pytest.raises(NothingChanged):
        correct(town)
    assert frozen(town) == [("2026-03", 1)]


def test_of_two_corrections_of_the_same_version_one_is_made(town):
    freeze_month(town, MARCH, at=AT_SIX)
    receive(town, "2026-03-31 23:59")
    correct(town)
    with pytest.raises(AlreadyCorrected):
        correct(town)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reports_snapshot SET lede = 'x'", "only ever added"),
        ("DELETE FROM reports_snapshot", "only ever added"),
        ("TRUNCATE reports_snapshot CASCADE", "only ever added"),
        (
            "INSERT INTO reports_snapshot (municipality_id, month, version, at,"
            " definitions, figures, lede, lede_en, changes, reason, made_by_id)"
            " SELECT municipality_id, month, 3, at, definitions, figures, '', '',"
            " '[]', 'x', (SELECT min(id) FROM organisation_staffmember)"
            " FROM reports_snapshot",
            "there is no version 2",
        ),
        (
            "INSERT INTO reports_snapshot (municipality_id, month, version, at,"
            " definitions, figures, lede, lede_en, changes, reason)"
            " SELECT municipality_id, '2026-02-01', 1, '2026-02-28 22:59Z', 1,"
            " '{}', '', '', '[]', '' FROM reports_snapshot",
            "snapshot_of_a_month_that_is_over",
        ),
    ],
    ids=["changed", "deleted", "emptied", "skipped", "too early"],
)
def test_the_database_keeps_what_is_frozen(town, statement, said):
    make_staff_member(town)
    freeze_month(town, MARCH, at=AT_SIX)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises((DatabaseError, IntegrityError), match=said):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_at_once_one_freezes_the_month(town, monkeypatch):
    both = Barrier(2, timeout=30)
    count = freezing.month_report

    def count_together(*args, **options):
        report = count(*args, **options)
        both.wait()  # both have found nothing frozen, and have counted
        return report

    monkeypatch.setattr(freezing, "month_report", count_together)

    def freeze(number):
        try:
            return freeze_due(AT_SIX + timedelta(seconds=number))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(freeze, range(2))) == 1
    assert frozen(town) == [("2026-03", 1)]


@pytest.mark.usefixtures("_on_the_first")
def test_the_command_freezes_every_month_from_the_first_inquiry_on_once(town, capsys):
    call_command("freeze_months")
    assert capsys.readouterr().out == "3 months frozen; 0 were already.\n"
    call_command("freeze_months", "--from", "2025-01", "--to", "2030-01")
    assert capsys.readouterr().out == "0 months frozen; 3 were already.\n"
    assert frozen(town) == [("2026-01", 1), ("2026-02", 1), ("2026-03", 1)]


@pytest.mark.usefixtures("_on_the_first")
def test_the_command_keeps_to_what_is_asked_for(town):
    other = make_municipality()
    receive(other, "2026-01-07 10:00")
    call_command(
        "freeze_months",
        *("--municipality", town.name, "--from", "2026-02", "--to", "2026-02"),
        verbosity=0,
    )
    assert frozen(town) == [("2026-02", 1)]
    assert not frozen(other)


@pytest.mark.parametrize(
    "options", [["--municipality", "Ingenstans"], ["--from", "mars"]]
)
def test_the_command_says_what_it_does_not_know(options):
    with pytest.raises(CommandError):
        call_command("freeze_months", *options)


@pytest.fixture
def _on_the_first():
    with time_machine.travel(AT_SIX, tick=False):
        yield
