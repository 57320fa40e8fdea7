"""A process that is killed while it makes a file: with a real one."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from exports.claims import LEASE
from exports.making import make_due
from exports.models import Export, Status
from exports.services import ask
from recruitment.embedded.folders import ROOT
from tests.make import make_municipality, make_staff_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 120  # seconds; the machine may have other things to do


def dispatch():
    """Start `manage.py dispatch` on this test's database."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = settings.DATABASES["default"]["NAME"]
    return subprocess.Popen(
        [sys.executable, "manage.py", "dispatch"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"{server}/{name}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_for(condition):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_what_it_had_in_hand_is_made_by_the_next():
    town = make_municipality()
    export = ask(
        "report-twelve-months",
        {"month": "2026-03", "version": 0},
        title="Tolv månader",
        municipality=town,
        by=make_staff_member(town),
        at=timezone.now(),
    )

    def is_begun():
        export.refresh_from_db()
        return export.status == Status.RUNNING

    with transaction.atomic(), connection.cursor() as cursor:
        # No other part of a round reads this table; counting a month hangs in it.
        cursor.execute("LOCK TABLE reports_annotation IN ACCESS EXCLUSIVE MODE")
        process = dispatch()
        try:
            wait_for(is_begun)
        finally:
            process.kill()
            process.communicate()
    assert make_due(timezone.now()) == 0  # its lease holds
    Export.objects.update(lease_until=timezone.now() - LEASE)
    assert make_due(timezone.now()) == 1
    export.refresh_from_db()
    assert (export.status, export.steps_done) == (Status.DONE, 13)
