from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import RequestFactory

from inquiries.demonstration import histories, loading
from inquiries.demonstration.towns import PASSWORD, TOWNS, is_fiction
from inquiries.models import ContactDetails, Event, Inquiry
from organisation.models import Membership, Municipality, OpeningWindow, Role
from reports.models import Snapshot
from tests.make import NOON, make_municipality

pytestmark = pytest.mark.django_db

ALL_STEPS = django_settings.DEMONSTRATION_STEPS
A_FEW = 2  # in the place of what was late yesterday, and is done now
TWO_FULL_QUEUES = 14


@pytest.fixture
def _short(monkeypatch):
    """One month behind them is enough here."""
    monkeypatch.setattr(histories, "MONTHS", 1)


def demo(*arguments):
    printed = StringIO()
    call_command("demo", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.mark.usefixtures("_short")
def test_the_command_loads_both_and_prints_who_can_log_in(settings):
    settings.DEMONSTRATION_STEPS = ALL_STEPS
    printed = demo("--today", "2026-03-11")
    assert "maria@ekebacka.example.se" in printed
    assert "sara@sjoliden.example.se" in printed
    assert PASSWORD in printed
    assert Inquiry.objects.count() > 40
    assert Snapshot.objects.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("_short")
def test_the_second_run_only_fills_today():
    demo("--today", "2026-03-11")
    before = Inquiry.objects.count()
    demo("--today", "2026-03-11")
    assert Inquiry.objects.count() - before <= A_FEW
    demo("--today", "2026-03-12")
    assert A_FEW < Inquiry.objects.count() - before <= TWO_FULL_QUEUES


@pytest.mark.slow
@pytest.mark.usefixtures("_short")
def test_the_same_seed_and_day_give_the_same_rows():
    first = summary_of_load(seed=7)
    assert summary_of_load(seed=7) == first
    assert summary_of_load(seed=8) != first


def summary_of_load(*, seed):
    with transaction.atomic():
        loading.load(seed=seed, at=NOON)
        summary = summary_of_rows()
        transaction.set_rollback(True)
    return summary


def summary_of_rows():
    people = ContactDetails.objects.order_by("pk").values_list(
        "name", "email", "phone", "message", "inquiry__received_at", "inquiry__stage"
    )
    events = Event.objects.order_by("pk").values_list("kind", "at", "by__email")
    return list(people), list(events)


def test_it_refuses_beside_a_real_municipality():
    make_municipality(name="Riktköping", email="hem@riktkoping.se")
    with pytest.raises(CommandError, match="Riktköping is not an invented"):
        demo()
    assert Municipality.objects.count() == 1


def test_it_can_be_forced_to(monkeypatch):
    """To begin with loading: that it loads is shown above."""

    def settle(*, seed, at):
        loading.settle(TOWNS, at=at)
        return {"inquiry": 0, "event": 0}

    monkeypatch.setattr(loading, "load", settle)
    make_municipality(name="Riktköping", email="hem@riktkoping.se")
    demo("--force", "--today", "2026-03-11")
    assert Municipality.objects.count() == 3


def test_logins_are_asked_for_without_loading_anything():
    assert demo("--logins") == ""
    assert not Municipality.objects.exists()


def test_everybody_logs_in_with_the_printed_password():
    loading.settle(TOWNS, at=NOON)
    request = RequestFactory().post("/konto/login/")
    for email in ("maria@ekebacka.example.se", "peter@sjoliden.example.se"):
        assert authenticate(request, email=email, password=PASSWORD) is not None


def test_both_municipalities_have_every_role_and_one_person_works_in_both():
    loading.settle(TOWNS, at=NOON)
    for municipality in Municipality.objects.all():
        assert is_fiction(municipality)
        there = Membership.objects.filter(municipality=municipality)
        assert set(there.values_list("role", flat=True)) == set(Role.values)
    in_both = Membership.objects.filter(staff__email="eva@ekebacka.example.se")
    assert in_both.count() == 2


def test_evenings_and_weekends_are_staffed_as_promised():
    (_, ekebacka), (_, sjoliden) = loading.settle(TOWNS, at=NOON)
    windows = OpeningWindow.objects.exclude(kind=OpeningWindow.Kind.OFFICE)
    days = windows.values_list("weekday", flat=True)
    assert sorted(days.filter(municipality=ekebacka)) == [1, 3, 5, 6]
    assert sorted(days.filter(municipality=sjoliden)) == [2]
