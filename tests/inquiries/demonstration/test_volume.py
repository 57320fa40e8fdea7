from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from campaigns.models import Activity, DailyCounts
from followups.models import FollowUpTask, Promise
from inquiries.demonstration import volume
from inquiries.models import CallAttempt, ContactDetails, Event, Inquiry, NumberSeries
from inquiries.queues import queue_of
from inquiries.scope import Scope
from inquiries.services.receive import receive
from inquiries.services.undo import undo, undoable
from inquiries.workflow import OPEN_STAGES
from messaging.models import WAITING, Message
from organisation.models import Municipality
from organisation.months import Month
from reports.report import month_report
from tests.databases import undone_at_the_end
from tests.make import NOON, Registration

pytestmark = pytest.mark.django_db

EACH = 500
PLACES = 2
OPEN_EACH = volume.OPEN_AT_LEAST


def indexes():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indrelid::regclass::text, indexrelid::regclass::text, indkey::text "
            "FROM pg_index WHERE indisvalid AND indrelid >= 16384"
        )
        return set(cursor.fetchall())


def test_the_load_leaves_all_indexes_and_guards_in_place():
    before = indexes()
    volume.load(100, 1, at=NOON)
    assert indexes() == before
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.fixture(scope="class")
def _loaded(django_db_setup, django_db_blocker):
    with undone_at_the_end(django_db_blocker):
        assert volume.load(EACH * PLACES - 1, PLACES, at=NOON) == EACH * PLACES
        yield


@pytest.mark.usefixtures("_loaded")
class TestTheLoad:
    """Loaded once for all of them; what each changes is taken back after it."""

    def test_every_municipality_has_its_share_with_all_that_belongs_to_it(self):
        per_place = Counter(Inquiry.objects.values_list("municipality", flat=True))
        assert list(per_place.values()) == [EACH] * PLACES
        total = EACH * PLACES
        assert ContactDetails.objects.count() == total
        assert Promise.objects.count() == total
        assert Message.objects.filter(kind="receipt", status="sent").count() == total
        assert not Message.objects.filter(status__in=WAITING).exists()
        assert (
            CallAttempt.objects.count()
            == Promise.objects.exclude(outcome="open").count()
        )

    def test_the_open_ones_have_one_next_step_each(self):
        still_open = Inquiry.objects.open().values_list("pk", flat=True)
        waiting = FollowUpTask.objects.open().values_list("inquiry", flat=True)
        assert len(still_open) == OPEN_EACH * PLACES
        assert sorted(still_open) == sorted(waiting)

    def test_stages_follow_from_the_events(self):
        stages: dict[int, str] = {}
        for event in Event.objects.filter(kind__in=["received", "moved"]).order_by(
            "id"
        ):
            assert event.from_stage == stages.get(event.inquiry_id, "")
            stages[event.inquiry_id] = event.to_stage
        assert stages == dict(Inquiry.objects.values_list("pk", "stage"))
        assert (
            sum(stage in OPEN_STAGES for stage in stages.values()) == OPEN_EACH * PLACES
        )

    def test_numbers_go_on_where_the_load_ends(self):
        municipality = Municipality.objects.get(name="Ekebacka kommun")
        last = NumberSeries.objects.get(municipality=municipality, year=2026).last
        registration = Registration(name="Anna Holm", phone="+46701740612")
        assert receive(municipality, registration, at=NOON).serial == last + 1

    def test_today_has_more_than_a_page_of_everything(self):
        municipality = Municipality.objects.get(name="Ekebacka kommun")
        shown = {
            each.key: each for each in queue_of(Scope(municipality, NOON)).sections
        }
        assert shown["now"].has_more
        assert shown["later"].has_more

    def test_the_month_has_figures(self):
        municipality = Municipality.objects.get(name="Ekebacka kommun")
        report = month_report(municipality, Month(2024, 6), at=NOON)
        assert report.own.received > 10
        assert 0 < report.own.promises.kept < report.own.promises.due
        assert report.waits.elapsed is not None

    def test_the_latest_act_of_any_can_be_undone(self):
        municipality = Municipality.objects.get(name="Ekebacka kommun")
        by = municipality.memberships.filter(role="recruiter").first().staff
        stages = [*OPEN_STAGES[1:2], "withdrawn", "approved", "dormant"]
        for stage in stages:
            inquiry = Inquiry.objects.of(municipality).filter(stage=stage).first()
            event = undoable(inquiry)
            undo(event, by=by, at=NOON)
            inquiry.refresh_from_db()
            assert inquiry.stage == event.before["stage"]


def test_what_a_guard_would_refuse_is_found_before_the_end(monkeypatch):
    tasks = volume.statements.TASKS
    without = tuple(each for each in volume.statements.IN_ORDER if each != tasks)
    monkeypatch.setattr(volume.statements, "IN_ORDER", without)
    with pytest.raises(volume.LoadIsWrong, match="next_step"):
        volume.load(100, 1, at=NOON)
    assert not Inquiry.objects.exists()


def test_the_command_loads_beside_the_municipalities_that_are_there(capsys):
    call_command("demo", "--inquiries", "100", "--municipalities", "1")
    call_command("demo", "--inquiries", "300", "--municipalities", "3")
    assert Municipality.objects.count() == 3
    assert Inquiry.objects.count() == 400


def test_inquiries_are_spread_over_activities_when_asked():
    call_command(
        "demo", "--inquiries", "600", "--municipalities", "2", "--activities", "60"
    )
    spread = Activity.objects.annotate(n=Count("inquiries")).order_by("starts_on")
    per_place = Counter(each.municipality_id for each in spread)
    assert list(per_place.values()) == [30, 30]
    assert sum(each.n for each in spread) == pytest.approx(360, abs=60)
    assert sum(each.n > 0 for each in spread) > 50
    too_early = Inquiry.objects.filter(received_at__lt=F("activity__starts_on"))
    assert not too_early.exists()
    assert DailyCounts.objects.filter(starts__gt=0, visits__gt=F("starts")).exists()


def test_a_role_that_may_not_let_triggers_rest_is_told_so():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain")
        cursor.execute("SET LOCAL ROLE plain")
        with pytest.raises(CommandError, match="superuser"):
            call_command("demo", "--inquiries", "100")
        cursor.execute("RESET ROLE")
