from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from exports import claims, making
from exports.kinds import File, Kind
from exports.models import Export, Status
from exports.services import CancelRefused, ask, cancel
from messaging.models import Message
from tests.make import make_export, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

gathered: list[int] = []


class Fault(Exception):
    """What a kind of these tests meets with."""


def _gather(export, number):
    gathered.append(number)
    return number


def _make(export, pieces):
    return File("fil.txt", "text/plain", ",".join(map(str, pieces)).encode())


def _break(export, pieces):
    raise Fault


AT_ONCE = Kind(_make)
IN_PIECES = Kind(_make, pieces=3, gather=_gather)
BROKEN = Kind(_break)


@pytest.fixture(autouse=True)
def _kinds(settings):
    settings.EXPORT_KINDS = {
        name: f"{__name__}.{name}" for name in ("AT_ONCE", "IN_PIECES", "BROKEN")
    }
    gathered.clear()


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), desk_language="sv")


def wanted(maria, kind="IN_PIECES", **parameters):
    municipality = maria.memberships.get().municipality
    return ask(
        kind,
        parameters,
        title="Oktober 2026, PDF",
        municipality=municipality,
        by=maria,
        at=timezone.now(),
    )


def round_(at=None):
    return making.make_due(at or timezone.now())


def let_lease_run_out(export):
    Export.objects.filter(pk=export.pk).update(
        lease_until=timezone.now() - claims.LEASE
    )


def test_a_file_is_made_of_its_pieces_in_order(maria):
    export = wanted(maria)
    assert round_() == 1
    export.refresh_from_db()
    assert export.status == Status.DONE
    assert (export.file_name, bytes(export.content)) == ("fil.txt", b"0,1,2")
    assert (export.steps_done, export.steps) == (4, 4)
    assert export.pieces == []


def test_what_is_asked_for_twice_is_made_once(maria):
    assert wanted(maria, month="2026-10") == wanted(maria, month="2026-10")
    assert wanted(maria, month="2026-09") != wanted(maria, month="2026-10")
    assert round_() == 2


def test_a_long_one_is_left_after_a_while_and_gone_on_with(maria, monkeypatch):
    monkeypatch.setattr(making, "MAKING_SECONDS", 0.0001)
    export = wanted(maria)
    for done in (1, 2):
        assert round_() == 0
        export.refresh_from_db()
        assert (export.status, export.steps_done) == (Status.QUEUED, done)
    monkeypatch.setattr(making, "MAKING_SECONDS", 5.0)
    assert round_() == 1
    assert gathered == [0, 1, 2]


def test_a_long_one_lets_those_behind_it_have_their_turn(maria, monkeypatch):
    long, short = wanted(maria), wanted(maria, "AT_ONCE")
    monkeypatch.setattr(making, "MAKING_SECONDS", 0.0001)
    round_()
    round_()
    long.refresh_from_db()
    short.refresh_from_db()
    assert (long.status, short.status) == (Status.QUEUED, Status.DONE)


def test_what_a_dead_process_had_in_hand_is_gone_on_with_where_it_was(maria):
    export = wanted(maria)
    dead = claims.claim(timezone.now())
    claims.keep_pieces(dead, [0, 1])
    assert round_() == 0  # the lease holds
    let_lease_run_out(export)
    assert round_() == 1
    assert gathered == [2]
    export.refresh_from_db()
    assert bytes(export.content) == b"0,1,2"


def test_who_comes_back_after_its_lease_changes_nothing(maria):
    export = wanted(maria)
    frozen = claims.claim(timezone.now())
    let_lease_run_out(export)
    assert round_() == 1
    assert not claims.keep_pieces(frozen, [7])
    assert not claims.finish(frozen, File("x", "x", b"x"), timezone.now())
    assert not claims.put_back(frozen, timezone.now())
    export.refresh_from_db()
    assert bytes(export.content) == b"0,1,2"


def test_what_kills_every_process_is_given_up_and_says_so(maria):
    export = wanted(maria)
    for _try in range(claims.MOST_ATTEMPTS):
        assert claims.claim(timezone.now()) is not None
        let_lease_run_out(export)
    assert claims.claim(timezone.now()) is None
    export.refresh_from_db()
    assert export.status == Status.FAILED


def test_a_fault_is_tried_again_and_then_given_up(maria, caplog):
    export = wanted(maria, "BROKEN")
    now = timezone.now()
    for attempt in range(1, claims.MOST_ATTEMPTS):
        round_(now)
        export.refresh_from_db()
        assert (export.status, export.attempt) == (Status.QUEUED, attempt)
        assert round_(timezone.now()) == 0  # not yet
        now = export.not_before
    round_(now)
    export.refresh_from_db()
    assert export.status == Status.FAILED
    assert "Fault" in caplog.text


def test_what_a_clock_ahead_put_off_is_made_when_it_has_come_back(maria):
    export = wanted(maria)
    claims.put_back(claims.claim(timezone.now()), timezone.now() + timedelta(days=1))
    assert round_() == 1
    export.refresh_from_db()
    assert export.status == Status.DONE


def test_a_fault_of_one_stops_no_other(maria):
    wanted(maria, "BROKEN")
    wanted(maria, "AT_ONCE")
    assert round_() == 1


def test_what_is_cancelled_while_it_is_made_gets_no_file(maria, monkeypatch):
    export = wanted(maria)

    def gather_and_be_cancelled(_export, number):
        cancel(export, by=maria, at=timezone.now())
        return number

    kind = Kind(_make, pieces=3, gather=gather_and_be_cancelled)
    monkeypatch.setitem(globals(), "IN_PIECES", kind)
    assert round_() == 0
    export.refresh_from_db()
    assert (export.status, export.content) == (Status.CANCELLED, None)


def test_what_is_finished_cannot_be_cancelled(maria):
    export = wanted(maria)
    round_()
    with pytest.raises(CancelRefused):
        cancel(export, by=maria, at=timezone.now())


def test_two_makers_never_have_the_same_in_hand(maria):
    first, second = wanted(maria), wanted(maria, "AT_ONCE")
    assert {claims.claim(timezone.now()).pk, claims.claim(timezone.now()).pk} == {
        first.pk,
        second.pk,
    }
    assert claims.claim(timezone.now()) is None


def test_whoever_waited_long_is_told_once(maria):
    export = wanted(maria)
    Export.objects.filter(pk=export.pk).update(
        asked_at=timezone.now() - timedelta(minutes=2)
    )
    round_()
    round_()
    mail = Message.objects.get(kind="export")
    assert mail.recipient == maria.email
    assert mail.heading == "Din fil är klar: Oktober 2026, PDF"
    assert f"{settings.BASE_URL}/desk/filer/{export.pk}/" in mail.body


def test_whoever_waited_long_for_nothing_is_told_that(maria):
    long_ago = timezone.now() - timedelta(minutes=9)
    make_export(
        maria.memberships.get().municipality,
        asked_by=maria,
        status="failed",
        asked_at=long_ago,
        finished_at=timezone.now(),
    )
    round_()
    mail = Message.objects.get(kind="export")
    assert mail.heading.startswith("Din fil gick inte att göra")


def test_nobody_is_told_of_what_came_at_once_or_was_cancelled(maria):
    wanted(maria)
    make_export(
        status="cancelled",
        asked_at=timezone.now() - timedelta(minutes=9),
        finished_at=timezone.now(),
    )
    round_()
    assert not Message.objects.filter(kind="export").exists()


def test_a_file_is_forgotten_after_a_week(maria):
    now = timezone.now()
    old = make_export(finished_at=now - timedelta(days=7, minutes=1))
    young = make_export(finished_at=now - timedelta(days=6))
    waiting = make_export(status="queued", asked_at=now - timedelta(days=30))
    assert making.forget_old(now) == 1
    left = set(Export.objects.values_list("pk", flat=True))
    assert left == {young.pk, waiting.pk}
    assert old.pk not in left


def test_a_round_with_nothing_to_do_asks_little(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        round_()
    assert connection.in_atomic_block  # the test's own
