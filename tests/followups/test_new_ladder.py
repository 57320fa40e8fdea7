"""The change to the new ladder: who never chose gets it, who chose keeps it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from followups.models import FollowUpTask, ReminderRule
from tests.make import make_inquiry, make_municipality

pytestmark = pytest.mark.django_db

REPLACE = import_module("followups.migrations.0006_replace_untouched_reminders").REPLACE
OLD = [("before", -60, "owner"), ("due", 0, "owner"), ("after", 60, "manager")]
NEW = [
    ("half", 50, None, False, "owner"),
    ("most", 80, None, False, "owner"),
    ("due", None, 0, False, "substitute"),
    ("after", None, 60, True, "manager"),
]


def with_rules(rules):
    municipality = make_municipality()
    ReminderRule.objects.filter(municipality=municipality).delete()
    for step, minutes, recipient in rules:
        ReminderRule.objects.create(
            municipality=municipality,
            step=step,
            offset_minutes=minutes,
            recipient=recipient,
        )
    return municipality


def rules_of(municipality):
    rows = ReminderRule.objects.filter(municipality=municipality)
    return list(
        rows.values_list(
            "step", "percent", "offset_minutes", "in_office_time", "recipient"
        )
    )


def replace():
    with connection.cursor() as cursor:
        cursor.execute(REPLACE)


def test_untouched_rules_become_the_ladder_of_a_new_municipality():
    municipality = with_rules(OLD)
    version = municipality.settings_version
    replace()
    assert rules_of(municipality) == NEW == rules_of(make_municipality())
    municipality.refresh_from_db()
    assert municipality.settings_version > version


@pytest.mark.parametrize(
    "changed",
    [
        OLD[:2],
        [*OLD, ("manager+0", 0, "manager")],
        [("owner-30", -30, "owner"), *OLD[1:]],
        [],
    ],
    ids=["one removed", "one added", "one exchanged", "none left"],
)
def test_rules_that_somebody_has_chosen_stay(changed):
    municipality = with_rules(changed)
    before = rules_of(municipality)
    replace()
    assert rules_of(municipality) == before


def test_the_dispatcher_looks_at_once_at_what_is_not_yet_late():
    municipality = with_rules(OLD)
    now = timezone.now()
    for days in (-1, 1):
        make_inquiry(municipality, due_at=now + timedelta(days=days))
    later = now + timedelta(days=2)
    FollowUpTask.objects.update(next_action_at=later)
    replace()
    late, ahead = FollowUpTask.objects.order_by("due_at")
    assert late.next_action_at == later
    assert ahead.next_action_at < now + timedelta(hours=1)
