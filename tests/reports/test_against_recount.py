"""Random histories: every figure of the report equals a recount in plain Python."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from reports.report import month_report
from tests.make import make_municipality
from tests.reports import recount
from tests.reports.histories import MARCH, local
from tests.reports.told import histories, write_down

pytestmark = pytest.mark.django_db

AT = local("2026-04-10 12:00")


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(told=histories)
def test_every_figure_equals_a_recount(told):
    with transaction.atomic():
        municipality = make_municipality()
        write_down(municipality, told)
        report = month_report(municipality, MARCH, at=AT)
        transaction.set_rollback(True)
    own = (MARCH.year, MARCH.number)
    months = {(each.month.year, each.month.number): each for each in report.counts}

    received = recount.received(told)
    due, kept, reached = recount.promises(told)
    for month, counts in months.items():
        assert counts.received == received[month]
        assert (counts.promises.due, counts.promises.kept) == (due[month], kept[month])
        approved = recount.moves(told, month)
        assert counts.approved == sum(
            number for (_, new), number in approved.items() if new == "approved"
        )
    assert report.reached == reached
    assert dict(report.cohort) == Counter(
        h.stage for h in told if recount.month_of(h.received_at) == own
    )
    assert report.moves.total == sum(recount.moves(told, own).values())
    recount.check_waits(report.waits, told, own)
    recount.check_waits(report.waits_year_earlier, told, (MARCH.year - 1, MARCH.number))
    recount.check_channels(report.channels, told)
    recount.check_funnels(report, told)
    recount.check_dropouts(report, told)
    recount.check_outlook(report, told)
