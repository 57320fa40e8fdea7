"""Months are counted once and kept; what changes in them is counted again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from time import monotonic, sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from campaigns.models import Channel
from followups.models import Promise
from inquiries.models import Inquiry
from inquiries.workflow import Stage
from messaging.failing import failures_of_a_step
from organisation.models import OpeningWindow
from organisation.months import Month
from reports.models import RollUp, StaleMark
from reports.services import rolling_up
from reports.services.rolling_up import (
    PARTS,
    differing_months,
    roll_up,
    roll_up_due,
)
from tests.make import add_window, make_activity, make_inquiry, make_municipality
from tests.reports.histories import (
    LATER,
    MARCH,
    attempt,
    contact,
    local,
    move,
    promise,
    receive,
    report_of,
    undo,
)

APRIL = MARCH.plus(1)
MICROSECOND = timedelta(microseconds=1)
MONTHS = (MARCH, APRIL, MARCH.plus(2))


@pytest.fixture
def town(db):
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def family(town):
    """Came and was promised a call in March, and has been spoken with in April."""
    inquiry = receive(town, "2026-03-10 09:00")
    promise(inquiry, "2026-03-11 16:00", Promise.Outcome.OPEN)
    contact(inquiry, "2026-04-02 10:00")
    roll_up(town, at=LATER)
    return inquiry


def row_of(town, month=MARCH) -> RollUp:
    return RollUp.objects.get(municipality=town, month=month.first_day)


def marked(town) -> list[tuple[int | None, int | None]]:
    marks = StaleMark.objects.filter(municipality=town)
    return list(marks.values_list("inquiry_id", "activity_id"))


def without_rows(town, month=MARCH):
    """The report as it is when every month is counted anew."""
    with transaction.atomic():
        RollUp.objects.filter(municipality=town).delete()
        report = report_of(town, month)
        transaction.set_rollback(True)
    return report


def test_a_month_that_is_kept_is_read_and_not_counted(town, family):
    row = row_of(town)
    row.counts["cohorts"][0]["funnel"]["received"] = 41
    row.save()
    assert report_of(town).own.received == 41


def test_a_month_that_is_marked_is_counted_whatever_is_kept_of_it(town, family):
    row = row_of(town)
    row.counts["cohorts"][0]["funnel"]["received"] = 41
    row.save()
    StaleMark.objects.create(municipality=town, inquiry_id=family.pk)
    assert report_of(town).own.received == 1


def test_a_row_of_an_older_program_is_not_read(town, family):
    row = row_of(town)
    row.counts, row.version = {}, 0
    row.save()
    assert report_of(town).own.received == 1


def make_channel(town, name) -> Channel:
    return Channel.objects.create(municipality=town, name=name)


def come(family):
    receive(family.municipality, "2026-03-20 09:00")


def be_spoken_with(family):
    contact(family, "2026-03-10 10:00")


def be_moved(family):
    move(family, "contacted", "meeting", "2026-04-03 10:00")


def be_undone(family):
    undo(family.events.get(kind="contacted"))


def become_spam(family):
    Inquiry.objects.filter(pk=family.pk).update(
        stage=Stage.SPAM, close_reason="not_an_inquiry"
    )


def tell_a_channel(family):
    channel = make_channel(family.municipality, "Bion")
    Inquiry.objects.filter(pk=family.pk).update(told_channel=channel)


def be_promised(family):
    Promise.objects.filter(inquiry=family).update(
        outcome=Promise.Outcome.BROKEN, settled_at=local("2026-03-11 17:00")
    )
    promise(family, "2026-05-11 16:00", Promise.Outcome.OPEN)


def be_kept(family):
    call = attempt(family, "2026-03-11 12:00")
    Promise.objects.filter(inquiry=family).update(
        outcome=Promise.Outcome.KEPT, settled_at=call.at, settled_by=call
    )


CHANGES = [
    *(come, be_spoken_with, be_moved, be_undone, become_spam, tell_a_channel),
    *(be_promised, be_kept),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_after_each_change_the_report_is_that_of_a_recount(town, family, change):
    before = [report_of(town, month) for month in MONTHS]
    change(family)
    assert marked(town)
    expected = [without_rows(town, month) for month in MONTHS]
    assert expected != before
    assert [report_of(town, month) for month in MONTHS] == expected
    roll_up(town, at=LATER)
    assert not marked(town)
    assert [report_of(town, month) for month in MONTHS] == expected
    assert not differing_months(town, at=LATER)


@pytest.mark.parametrize("part", PARTS, ids=lambda each: each.name)
def test_a_month_alone_holds_what_it_holds_among_others(town, part):
    for edge in (MARCH.start, MARCH.end - MICROSECOND, MARCH.end):
        home = make_inquiry(town, received_at=edge, stage=Stage.APPROVED)
        promise(home, edge, Promise.Outcome.KEPT)
        contact(home, edge)
        move(home, "received", "contacted", edge)
        move(home, "decision", "approved", edge)
    among = part.count(town, MONTHS, LATER)
    assert part.count(town, [MARCH], LATER) == {MARCH: among[MARCH]}
    assert part.count(town, [APRIL], LATER) == {APRIL: among[APRIL]}
    assert among[MARCH] != among[APRIL] != among[MONTHS[-1]]


def test_what_no_figure_counts_marks_nothing(town, family):
    attempt(family, "2026-04-02 09:00")
    Inquiry.objects.filter(pk=family.pk).update(attempts=3, diary_number="IFO 2026-1")
    assert not marked(town)


def test_an_activity_that_changes_its_channel_takes_its_families_along(town):
    activity = make_activity(
        town,
        channel=make_channel(town, "Radio Väst"),
    )
    receive(town, "2026-03-10 09:00", activity=activity)
    roll_up(town, at=LATER)
    activity.channel = make_channel(town, "Bion")
    activity.save()
    assert marked(town) == [(None, activity.pk)]
    for _ in ("marked", "counted"):
        assert [row.name for row in report_of(town).channels.rows] == ["Bion", ""]
        roll_up(town, at=LATER)


def test_other_office_hours_change_the_waits_that_are_kept(town):
    OpeningWindow.objects.filter(municipality=town).delete()
    for weekday in range(5):
        add_window(town, weekday, time(8), time(16))
    spoken = receive(town, "2026-03-10 09:00")
    contact(spoken, "2026-03-11 09:00")
    roll_up(town, at=LATER)
    OpeningWindow.objects.filter(municipality=town).update(closes=time(12))
    town.settings_version += 1
    town.save()
    for _ in ("counted now", "kept"):
        working = report_of(town).waits.working.median
        assert working.total_seconds() == 4 * 3600
        roll_up(town, at=LATER)
    assert row_of(town).office_hours == rolling_up.office_hours_of(town)


def test_a_statement_of_very_many_rows_marks_all_months(town, family):
    copies = [
        Inquiry(
            municipality=town,
            year=2026,
            serial=serial,
            received_at=local("2026-04-10 09:00"),
            registered_at=local("2026-04-10 09:00"),
            source="phone",
            wish="soon",
            stage=Stage.SPAM,
        )
        for serial in range(5000, 6001)
    ]
    with transaction.atomic():
        Inquiry.objects.bulk_create(copies)
        assert marked(town) == [(None, None)]
        transaction.set_rollback(True)


def test_triggers_that_rest_for_a_load_do_not_include_these(town, family):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        contact(family, "2026-04-05 10:00")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert marked(town) == [(family.pk, None)]


def test_months_without_anything_are_kept_too(town, family):
    roll_up(town, at=LATER)
    months = RollUp.objects.filter(municipality=town).order_by("month")
    assert [row.of_month for row in months] == [
        Month(2026, number) for number in (3, 4, 5, 6)
    ]


def test_a_new_month_is_counted_when_it_begins(town, family):
    assert roll_up_due(LATER) == 0
    assert roll_up_due(local("2026-07-01 00:01")) == 1


def test_one_municipality_that_fails_does_not_stop_another(town, family, monkeypatch):
    second = make_municipality(name="Åby kommun")
    receive(second, "2026-05-10 09:00")
    contact(family, "2026-04-05 10:00")
    whole = rolling_up.counted

    def counted(municipality, months, at):
        if municipality == town:
            raise RuntimeError("broken")
        return whole(municipality, months, at)

    monkeypatch.setattr(rolling_up, "counted", counted)
    with failures_of_a_step() as failed:
        roll_up_due(LATER)
    assert failed == {town.pk}
    assert RollUp.objects.filter(municipality=second).exists()
    assert report_of(town, APRIL) == without_rows(town, APRIL)
    monkeypatch.undo()
    assert roll_up_due(LATER) > 0
    assert not differing_months(town, at=LATER)
    assert row_of(town, APRIL)


def test_what_there_is_no_time_for_is_left_to_the_next_round(town, family, monkeypatch):
    contact(family, "2026-04-05 10:00")
    expected = without_rows(town, APRIL)
    assert roll_up(town, at=LATER, ends=0) == 0
    assert report_of(town, APRIL) == expected
    monkeypatch.setattr(rolling_up, "SECONDS", 0)
    assert roll_up_due(LATER) == 0
    monkeypatch.undo()
    assert roll_up_due(LATER) == 3  # March, April, and the running month
    assert roll_up_due(LATER) == 0
    assert report_of(town, APRIL) == expected


def test_the_check_names_the_month_that_differs_from_a_recount(town, family, capsys):
    call_command("roll_up", check=True)
    row = row_of(town)
    row.homes = 7
    row.save()
    with pytest.raises(CommandError, match="Ekebacka kommun: 2026-03"):
        call_command("roll_up", check=True)
    call_command("roll_up", municipality="Ekebacka kommun")
    call_command("roll_up", check=True)
    assert "equals a full recount" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_while_months_are_counted_keeps_its_mark():
    town = make_municipality()
    family = receive(town, "2026-03-10 09:00", stage=Stage.CONTACTED)
    with transaction.atomic():
        contact(family, "2026-03-12 10:00")
        with ThreadPoolExecutor(1) as other:
            other.submit(count_elsewhere, town).result(timeout=30)
    assert (family.pk, None) in marked(town)
    assert report_of(town).waits.contacted == 1
    roll_up(town, at=LATER)
    assert not marked(town)
    assert report_of(town).waits.contacted == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_count_one_municipality_take_turns():
    town = make_municipality()
    receive(town, "2026-03-10 09:00")
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            roll_up(town, at=LATER)
            second = other.submit(count_elsewhere, town)
            wait_until_somebody_waits()
            assert not second.done()
        second.result(timeout=30)
    assert not marked(town)
    assert not differing_months(town, at=LATER)


def wait_until_somebody_waits() -> None:
    ends = monotonic() + 10
    while monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                " AND NOT granted AND classid = %s",
                [rolling_up.TURNS],
            )
            if cursor.fetchone() == (1,):
                return
        sleep(0.01)
    raise AssertionError("nobody waits")


def count_elsewhere(town) -> None:
    """As another process does: on a connection of its own."""
    try:
        roll_up(town, at=LATER)
    finally:
        connection.close()
