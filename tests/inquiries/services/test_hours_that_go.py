"""What becomes of promises when the municipality is open no more at that time."""

from datetime import date, time

import pytest

from inquiries.services.receive import receive
from messaging.models import Message
from organisation.models import OpeningWindow, RotaVersion, SpecialDay
from organisation.red_days import ProposedDay
from organisation.services import hours, touch_settings
from organisation.services.rota import save_shifts
from tests.make import (
    NOON,
    Registration,
    add_window,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

EVENING = OpeningWindow.Kind.EVENING
TODAY = date(2026, 3, 11)
FAMILY = {"name": "Anna Holm", "phone": "+46701740612", "wish": "evening"}


@pytest.fixture
def ekebacka():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), EVENING)
    return municipality


@pytest.fixture(autouse=True)
def maria(ekebacka):
    return make_staff_member(ekebacka, display_name="Maria Lind")


@pytest.fixture
def karin(ekebacka):
    return make_staff_member(ekebacka, "manager", display_name="Karin Ek")


@pytest.fixture
def promised(ekebacka, karin):
    """A call this evening."""
    return receive(ekebacka, Registration(**FAMILY), at=NOON)


def with_a_special_day(municipality, by):
    day = SpecialDay(municipality=municipality, day=TODAY)
    values = {"name": "Studiedag", "kind": "closed", "closes": None}
    hours.save_special_day(day, **values, at=NOON).make(by=by, at=NOON)


def with_a_red_day(municipality, by):
    red = ProposedDay(TODAY, "Röd dag")
    hours.add_red_days(municipality, [red], NOON).make(by=by, at=NOON)


@pytest.mark.parametrize("close", [with_a_special_day, with_a_red_day])
def test_a_promise_for_hours_that_go_is_told_to_the_managers_at_once(
    ekebacka, karin, promised, close
):
    close(ekebacka, karin)
    told = Message.objects.filter(kind="alarm", inquiry=promised)
    assert [each.staff for each in told] == [karin]
    version = RotaVersion.objects.get(municipality=ekebacka)
    assert followed(version) == [(promised.pk, None)]


def followed(version):
    told = [each for each in version.effect if each["kind"] == "promise"]
    return [(each["inquiry"], each["to"]) for each in told]


def test_an_evening_that_is_open_no_more_is_kept_by_nobody_in_the_daytime(
    ekebacka, karin, maria
):
    ali = make_staff_member(ekebacka, display_name="Ali Haddad")
    shifts = [
        (each.pk, (ali if each.kind == EVENING else maria).pk)
        for each in ekebacka.opening_windows.all()
    ]
    save_shifts(ekebacka, shifts).make(by=karin, at=NOON)
    promised = receive(ekebacka, Registration(**FAMILY), at=NOON)
    assert promised.owner == ali
    evening = ekebacka.opening_windows.get(kind=EVENING)
    hours.remove_window(evening, NOON).make(by=karin, at=NOON)
    promised.refresh_from_db()
    assert promised.owner is None
    version = RotaVersion.objects.filter(municipality=ekebacka).latest("version")
    assert followed(version) == [(promised.pk, None)]


def test_a_wish_for_an_evening_where_there_is_none_is_kept_in_the_daytime(
    ekebacka, maria
):
    ekebacka.opening_windows.filter(kind=EVENING).delete()
    touch_settings(ekebacka)
    promised = receive(ekebacka, Registration(**FAMILY), at=NOON)
    assert promised.promises.get().due_at == NOON.replace(day=12, hour=13, minute=30)
    assert promised.owner == maria
