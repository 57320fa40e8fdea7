"""What monitoring is told, and that nothing else comes with it."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from messaging.health import LONGEST_WAIT, SILENCE
from messaging.models import DispatcherRun, FailingStep, Status
from recruitment import health
from tests.make import make_message

pytestmark = pytest.mark.django_db
ALL = ["/health/live", "/health/ready", "/health/dispatch"]


def beat(moment):
    DispatcherRun.objects.create(name="x", started_at=moment, finished_at=moment)


@pytest.mark.parametrize("path", ALL)
def test_monitoring_is_answered_without_a_login_and_without_a_cookie(path):
    beat(timezone.now())
    answer = Client().get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_monitoring_learns_moments_and_numbers_alone():
    beat(timezone.now())
    told = Client().get("/health/dispatch").json()
    assert told.keys() == {"status", "last_round_at", "oldest_due_at", "abandoned"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/health/live", 200), ("/health/ready", 503), ("/health/dispatch", 503)],
)
def test_without_a_database_only_the_process_is_well(monkeypatch, path, status):
    def away(*_arguments):
        raise OperationalError

    beat(timezone.now())
    monkeypatch.setattr(health, "dispatch_health", away)
    monkeypatch.setattr(health.connection, "cursor", away)
    assert Client().get(path).status_code == status


def test_monitoring_is_told_when_the_dispatcher_is_silent():
    beat(timezone.now() - SILENCE - timedelta(seconds=1))
    assert Client().get("/health/dispatch").status_code == 503


def test_monitoring_is_told_which_step_fails_in_every_round():
    beat(timezone.now())
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    FailingStep.objects.create(path="followups.reminders.create_due", since=long_ago)
    answer = Client().get("/health/dispatch")
    assert answer.status_code == 503
    told = answer.json()["status"]
    assert told == "followups.reminders.create_due fails in every round"


def test_monitoring_is_told_when_nobody_takes_back_what_a_dead_one_held():
    beat(timezone.now())
    late = timezone.now() - LONGEST_WAIT - timedelta(seconds=1)
    make_message(status=Status.SENDING, lease_token="0" * 32, lease_until=late)
    answer = Client().get("/health/dispatch")
    assert answer.status_code == 503
    assert answer.json()["abandoned"] == 1


def test_monitoring_may_ask_without_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    beat(timezone.now())
    assert Client().get("/health/dispatch").status_code == 200
    assert Client().get("/").status_code == 301
