"""Histories that the services made: every cell of the report equals plain SQL."""

from random import Random

import pytest
from django.db import transaction

from inquiries.services.broken import settle_broken
from reports.report import month_report
from reports.services.rolling_up import differing_months, roll_up
from tests.reports.histories import MARCH
from tests.reports.oracle.cells import differing
from tests.reports.oracle.desk import Desk, around
from tests.reports.oracle.recount import Asked, recount

pytestmark = pytest.mark.django_db

FAMILIES = 5


def check(seed: str, municipalities: int) -> set[str]:
    """What the desks never did, or were never let do, by name."""
    clock = around(Random(seed), MARCH)
    with transaction.atomic():
        desks = [Desk(clock) for _ in range(municipalities)]
        for desk in desks:
            desk.live(FAMILIES)
        settle_broken(clock.at)
        counted = recount(Asked(desk.town.pk, MARCH, clock.at) for desk in desks)
        for desk in desks:
            for _ in ("some months are marked", "none is"):
                report = month_report(desk.town, MARCH, at=clock.at)
                assert not differing(report, counted[desk.town.pk]), desk.done
                roll_up(desk.town, at=clock.at)
            assert not differing_months(desk.town, at=clock.at), desk.done
        transaction.set_rollback(True)
    could = {act.__name__ for act in desks[0].acts}
    return could - {name for desk in desks for name in desk.done}


def test_what_the_desk_did_is_counted_the_same(request):
    check(request.config.getoption("--oracle-seed"), 4)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(5))
def test_two_hundred_desks_are_counted_the_same(request, part):
    assert not check(f"{request.config.getoption('--oracle-seed')}:{part}", 40)
