import pytest

from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Role
from reports.demonstration import show
from reports.figures.bank import Bank
from reports.joint.reading import members
from reports.lede import lede_of
from reports.models import Annotation, Cooperation, Recipient, Snapshot
from reports.reading import read_month
from tests.make import make_municipality, make_staff_member
from tests.reports.histories import MARCH, local, receive

pytestmark = pytest.mark.django_db

AT = local("2026-04-10 12:00")


def test_it_shows_frozen_months_notes_an_introduction_and_a_recipient():
    town = make_municipality()
    make_staff_member(town, Role.MANAGER)
    receive(town, "2025-03-31 23:30")
    show(town, AT)
    months = [str(each.of_month) for each in Snapshot.objects.of(town)]
    assert (months[0], months[-1], len(months)) == ("2025-03", "2026-03", 13)
    reading = read_month(town, MARCH, at=AT)
    assert [each.text for each in reading.report.notes] == [
        "Två vakanser",
        "Radiokampanj",
    ]
    assert lede_of(reading).text.startswith(lede_of(reading).generated)
    assert lede_of(reading).written is not None
    assert Recipient.objects.of(town).count() == 1
    assert reading.report.bank == Bank(0, 5, 9)
    assert reading.report.own_care is None


def test_one_of_the_towns_compares_own_homes_with_bought_care():
    town = make_municipality(name=EKEBACKA.name)
    make_staff_member(town, Role.MANAGER)
    receive(town, "2025-03-31 23:30")
    show(town, AT)
    months = [MARCH.plus(-back) for back in (12, 3, 2, 0)]
    prices = [read_month(town, each, at=AT).report.own_care for each in months]
    assert [each and each.own for each in prices] == [None, 1790, 1850, 1850]


def test_where_nobody_manages_or_nothing_is_over_it_shows_nothing():
    alone, new = make_municipality(), make_municipality()
    receive(alone, "2025-01-07 10:00")
    receive(new, "2026-04-09 10:00")
    make_staff_member(new, Role.MANAGER)
    for town in (alone, new):
        show(town, AT)
    assert not Snapshot.objects.exists()
    assert not Annotation.objects.exists()


def test_those_that_it_shows_cooperate():
    towns = [make_municipality(), make_municipality(), make_municipality()]
    for town in towns:
        make_staff_member(town, Role.MANAGER)
        receive(town, "2026-03-05 10:00")
        show(town, AT)
    cooperation = Cooperation.objects.get()
    assert {each.pk for each in members(cooperation)} == {each.pk for each in towns}
