"""Whoever chose an evening stands under “Ring nu” from when the evening begins."""

from datetime import time, timedelta

import pytest
import time_machine

from followups.models import Wish
from inquiries.queues import queue_of
from inquiries.scope import Scope
from inquiries.services.receive import receive
from organisation.models import OpeningWindow
from tests.make import NOON, Registration, add_window

pytestmark = pytest.mark.django_db


def registered(municipality, name, wish, **fields):
    return receive(
        municipality,
        Registration(name=name, phone="+46701740612", wish=wish, **fields),
        at=NOON,
    )


def names_at(municipality, moment):
    with time_machine.travel(moment, tick=False):
        return {
            each.key: [task.inquiry.contact.name for task in each.tasks]
            for each in queue_of(Scope(municipality, moment)).sections
        }


@pytest.fixture
def evening(municipality):
    """A family that chose the evening, and a call planned for half past eight."""
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    registered(municipality, "Anna", Wish.EVENING)
    half_past = NOON.replace(hour=20, minute=30)
    soon = registered(municipality, "Bo", Wish.SOON)
    soon.followups.update(due_at=half_past)
    return municipality


@pytest.mark.parametrize(
    ("hour", "minute", "found"),
    [
        (16, 59, {"later": ["Anna", "Bo"]}),
        (17, 0, {"now": ["Anna"], "later": ["Bo"]}),
        (18, 30, {"now": ["Anna"], "later": ["Bo"]}),
        (19, 30, {"now": ["Anna", "Bo"]}),
        (20, 30, {"now": ["Anna", "Bo"]}),
    ],
)
def test_the_call_is_for_now_once_the_evening_has_begun(evening, hour, minute, found):
    assert names_at(evening, NOON.replace(hour=hour, minute=minute)) == found


def test_another_days_evening_is_not_for_now(evening, municipality):
    add_window(municipality, 3, time(17), time(20), OpeningWindow.Kind.EVENING)
    inquiry = receive(
        municipality,
        Registration(name="Eva", phone="+46701740614", wish=Wish.EVENING),
        at=NOON.replace(hour=19, minute=45),
    )
    assert inquiry.promises.get().due_at > NOON + timedelta(days=1)
    found = names_at(municipality, NOON.replace(hour=19, minute=50))
    assert "Eva" not in str(found)
