"""What becomes of promises when the rota moves, and who gets an inquiry by it."""

from datetime import date, time, timedelta

import pytest

from followups import slots as cutting
from followups.assignment import choose_owner
from followups.booking import free_times
from followups.models import Engagement, FollowUpTask, Promise, Slot
from inquiries.coverage_words import told
from inquiries.models import Event, Inquiry
from inquiries.services.appointments import book_visit
from inquiries.services.calls import log_call
from inquiries.services.coverage import uncovered
from inquiries.services.moves import assign_owner
from inquiries.services.receive import receive
from inquiries.services.waiting import assign_waiting
from messaging.models import Message
from organisation.models import Absence, OpeningWindow
from organisation.services import rota as service
from tests.make import (
    NOON,
    Registration,
    add_window,
    make_meeting,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
EVENING = OpeningWindow.Kind.EVENING
TODAY = date(2026, 3, 11)
DAY = timedelta(days=1)


@pytest.fixture
def ekebacka():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), EVENING)
    return municipality


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka, display_name="Maria Lind")


@pytest.fixture
def ali(ekebacka):
    return make_staff_member(ekebacka, display_name="Ali Haddad", languages=["ar"])


@pytest.fixture
def karin(ekebacka):
    return make_staff_member(ekebacka, "manager", display_name="Karin Ek")


def family(municipality, wish="soon", at=NOON, **fields):
    known = {"name": "Anna Holm", "phone": "+46701740612", "wish": wish}
    return receive(municipality, Registration(**{**known, **fields}), at=at)


@pytest.fixture
def away(ekebacka):
    def on(staff, first=TODAY, last=TODAY, substitute=None, at=NOON):
        absence = Absence(
            municipality=ekebacka,
            staff=staff,
            first_day=first,
            last_day=last,
            substitute=substitute,
        )
        return service.add_absence(absence).make(by=staff, at=at)

    return on


def alarms():
    return list(Message.objects.filter(kind="alarm").values_list("staff", flat=True))


def test_who_is_away_gets_nothing(ekebacka, maria, ali, away):
    away(maria, last=TODAY + DAY)
    assert {family(ekebacka).owner for _ in range(3)} == {ali}


def test_where_everybody_is_away_the_team_has_it_and_the_manager_knows_at_once(
    ekebacka, maria, ali, karin, away
):
    away(maria, last=TODAY + 3 * DAY)
    away(ali, last=TODAY + 3 * DAY)
    inquiry = family(ekebacka, shown_due_at=NOON + timedelta(hours=3))
    assert inquiry.owner is None
    assert inquiry.awaits_owner_since == NOON
    assert alarms() == [karin.pk]


def test_when_somebody_is_there_again_the_oldest_is_taken_first(ekebacka, maria, karin):
    service.set_capacity(ekebacka, maria, calls=1, visits=None, by=karin, at=NOON)
    taken = family(ekebacka)
    oldest, younger = (
        family(ekebacka, at=NOON + timedelta(minutes=each), name="Eva Ek")
        for each in (1, 2)
    )
    assert (taken.owner, oldest.owner, younger.owner) == (maria, None, None)
    assert assign_waiting(NOON + timedelta(minutes=3)) == 0
    service.set_capacity(ekebacka, maria, calls=2, visits=None, by=karin, at=NOON)
    assert assign_waiting(NOON + timedelta(minutes=4)) == 1
    for each in (oldest, younger):
        each.refresh_from_db()
    assert (oldest.owner, younger.owner) == (maria, None)
    assert oldest.awaits_owner_since is None


def test_what_a_person_gave_to_the_team_stays_there(ekebacka, maria):
    inquiry = family(ekebacka)
    assign_owner(inquiry, None, by=maria, at=NOON)
    assert assign_waiting(NOON + timedelta(minutes=1)) == 0


def test_calls_that_were_made_this_week_take_room_too(ekebacka, maria, karin):
    service.set_capacity(ekebacka, maria, calls=2, visits=None, by=karin, at=NOON)
    first = family(ekebacka)
    log_call(first, "answered", by=maria, at=NOON + timedelta(minutes=5))
    family(ekebacka, at=NOON + timedelta(minutes=6), name="Eva Ek")
    third = family(ekebacka, at=NOON + timedelta(minutes=7), name="Per Lund")
    assert third.owner is None
    next_week = NOON + 7 * DAY
    assert family(ekebacka, at=next_week, name="Åsa Hed").owner == maria


def test_only_who_works_that_evening_gets_an_evening_call(ekebacka, maria, ali):
    evening = ekebacka.opening_windows.get(kind=EVENING)
    mornings = ekebacka.opening_windows.exclude(kind=EVENING)
    shifts = [(each.pk, maria.pk) for each in mornings] + [(evening.pk, ali.pk)]
    service.save_shifts(ekebacka, shifts).make(by=maria, at=NOON)
    assert family(ekebacka, "evening").owner == ali
    assert family(ekebacka, "soon", name="Eva Ek").owner == maria


def test_the_language_decides_among_those_on_duty(ekebacka, maria, ali, away):
    chosen = {"wish": "soon", "at": NOON, "due_at": NOON + DAY}
    assert choose_owner(ekebacka, "ar", **chosen) == ali
    away(ali, last=TODAY + DAY)
    assert choose_owner(ekebacka, "ar", **chosen) == maria


def test_a_promise_whose_owner_falls_ill_goes_to_who_can_keep_it(
    ekebacka, maria, ali, away
):
    ours = family(ekebacka, "evening", language="ar")
    assert ours.owner == ali
    before = Promise.objects.get(inquiry=ours)
    version = away(ali)
    ours.refresh_from_db()
    assert ours.owner == maria
    after = Promise.objects.get(inquiry=ours)
    assert (after.due_at, after.outcome) == (before.due_at, "open")
    lines = [each for each in version.effect if each["kind"] == "promise"]
    assert [(each["from"], each["to"]) for each in lines] == [(ali.pk, maria.pk)]
    assert Event.objects.filter(inquiry=ours, kind="assigned").count() == 1


@pytest.fixture
def booked(ekebacka, maria, ali):
    """A family that has chosen a time with Ali this afternoon."""
    cutting.cut(ekebacka, NOON)
    slot = free_times(ekebacka, "call", NOON, among=[ali.pk])[0]
    return family(ekebacka, "time", slot_id=slot.pk)


def test_a_booked_call_goes_to_a_colleague_who_is_free_then(
    ekebacka, maria, ali, away, booked
):
    away(ali)
    booked.refresh_from_db()
    assert booked.owner == maria
    assert Engagement.objects.get(is_active=True).staff == maria
    assert Promise.objects.get().outcome == "open"


def test_a_booked_call_that_nobody_else_is_free_for_is_told_to_the_managers(
    ekebacka, maria, ali, karin, away, booked
):
    start = Engagement.objects.get().starts_at
    hers = Slot.objects.get(staff=maria, kind="call", starts_at=start)
    family(ekebacka, "time", slot_id=hers.pk, name="Eva Ek")
    away(ali)
    booked.refresh_from_db()
    assert (booked.owner, booked.awaits_owner_since) == (None, NOON)
    assert Engagement.objects.get(appointment__inquiry=booked).staff == ali
    assert [each.inquiry for each in uncovered(ekebacka, NOON)] == [booked]
    assert alarms() == [karin.pk]
    service.remove_absence(Absence.objects.get()).make(by=karin, at=NOON)
    booked.refresh_from_db()
    assert booked.owner == ali


def test_a_booked_call_goes_on_to_the_next_who_is_free(
    ekebacka, maria, ali, away, booked
):
    eva = make_staff_member(ekebacka, display_name="Eva Sandberg")
    for _ in range(2):  # so that Maria stands first
        assign_owner(family(ekebacka, name="Per Lund"), eva, by=eva, at=NOON)
    start = Engagement.objects.get().starts_at
    hers = Slot.objects.get(staff=maria, kind="call", starts_at=start)
    family(ekebacka, "time", slot_id=hers.pk, name="Eva Ek")
    away(ali)
    booked.refresh_from_db()
    assert booked.owner == eva


def test_a_booked_call_of_somebody_away_is_the_stand_ins_to_make(
    ekebacka, maria, ali, away, booked
):
    version = away(ali, substitute=maria)
    booked.refresh_from_db()
    assert booked.owner == ali
    assert Engagement.objects.get().staff == maria
    lines = [each for each in version.effect if each["kind"] == "promise"]
    assert [(each["from"], each["to"]) for each in lines] == [(ali.pk, maria.pk)]
    assert Message.objects.filter(kind="invitation", staff=maria).exists()
    assert uncovered(ekebacka, NOON) == []


def test_a_stand_in_who_is_busy_then_keeps_no_booked_call(
    ekebacka, maria, ali, karin, away, booked
):
    start = Engagement.objects.get().starts_at
    hers = Slot.objects.get(staff=maria, kind="call", starts_at=start)
    family(ekebacka, "time", slot_id=hers.pk, name="Eva Ek")
    away(ali, substitute=maria)
    assert [each.inquiry for each in uncovered(ekebacka, NOON)] == [booked]
    assert alarms() == [karin.pk]


def test_a_substitute_keeps_the_promise_without_taking_the_family_over(
    ekebacka, maria, ali, away
):
    ours = family(ekebacka, "evening", language="ar")
    version = away(ali, substitute=maria)
    ours.refresh_from_db()
    assert ours.owner == ali
    assert [each for each in version.effect if each["kind"] == "promise"] == []
    assert uncovered(ekebacka, NOON) == []


def test_a_promise_that_nobody_can_keep_is_never_lost_from_sight(
    ekebacka, maria, karin, away
):
    ours = family(ekebacka, "evening")
    away(maria)
    ours.refresh_from_db()
    assert (ours.owner, ours.awaits_owner_since) == (None, NOON)
    assert [each.inquiry for each in uncovered(ekebacka, NOON)] == [ours]
    assert alarms() == [karin.pk]
    assert FollowUpTask.objects.open().get().due_at == Promise.objects.get().due_at
    Absence.objects.all().delete()
    service.touch_settings(ekebacka)
    assert uncovered(ekebacka, NOON) == []


def test_a_promise_that_lost_its_person_goes_to_whom_a_later_change_makes_free(
    ekebacka, maria, ali, karin, away
):
    ours = family(ekebacka, "evening")
    away(maria)
    away(ali)
    foreseen = service.remove_absence(Absence.objects.get(staff=ali)).foresee(
        by=karin, at=NOON
    )
    made = service.remove_absence(Absence.objects.get(staff=ali)).make(
        by=karin, at=NOON
    )
    ours.refresh_from_db()
    assert ours.owner == ali
    lines = [each for each in made.effect if each["kind"] == "promise"]
    assert [(each["from"], each["to"]) for each in lines] == [(None, ali.pk)]
    assert made.effect == foreseen.effect


def test_a_promise_of_somebody_who_does_not_work_then_is_in_red(
    ekebacka, maria, ali, karin
):
    evening = ekebacka.opening_windows.get(kind=EVENING)
    mornings = ekebacka.opening_windows.exclude(kind=EVENING)
    shifts = [(each.pk, maria.pk) for each in mornings] + [(evening.pk, ali.pk)]
    service.save_shifts(ekebacka, shifts).make(by=karin, at=NOON)
    ours = family(ekebacka, "evening")
    assert uncovered(ekebacka, NOON) == []
    assign_owner(ours, maria, by=karin, at=NOON)
    assert [each.inquiry for each in uncovered(ekebacka, NOON)] == [ours]


def test_before_there_is_a_rota_a_manager_keeps_what_the_manager_has_taken(
    ekebacka, maria, karin, away
):
    ours = family(ekebacka, "evening")
    assign_owner(ours, karin, by=karin, at=NOON)
    away(maria)
    ours.refresh_from_db()
    assert ours.owner == karin
    assert uncovered(ekebacka, NOON) == []


def test_the_visits_of_somebody_away_are_listed_and_stand(ekebacka, maria, karin, away):
    ours = family(ekebacka)
    log_call(ours, "answered", by=maria, at=NOON)
    cutting.cut(ekebacka, NOON)
    slot = free_times(ekebacka, "home_visit", NOON)[0]
    book_visit(ours, [slot.pk], by=maria, at=NOON)
    day = slot.starts_at.date()
    version = away(maria, first=day, last=day)
    visits = [each for each in version.effect if each["kind"] == "visit"]
    assert [(each["inquiry"], each["from"]) for each in visits] == [(ours.pk, maria.pk)]
    assert Engagement.objects.get().staff == maria
    (lines,) = told(ekebacka, [version], NOON)
    assert any("hembesök" in each.about and each.is_bad for each in lines)


def test_whoever_works_in_the_day_keeps_no_evening_promise(ekebacka, maria, karin):
    ours = family(ekebacka, "evening")
    mornings = ekebacka.opening_windows.exclude(kind=EVENING)
    shifts = [(each.pk, maria.pk) for each in mornings]
    version = service.save_shifts(ekebacka, shifts).make(by=karin, at=NOON)
    lines = [each for each in version.effect if each["kind"] == "promise"]
    assert [(each["inquiry"], each["to"]) for each in lines] == [(ours.pk, None)]
    assert [each.inquiry for each in uncovered(ekebacka, NOON)] == [ours]
    assert alarms() == [karin.pk]


def test_what_is_wanted_soon_may_be_kept_in_the_evening(ekebacka, maria):
    family(ekebacka, "soon", NOON + timedelta(hours=3))  # by tomorrow
    evening = ekebacka.opening_windows.get(kind=EVENING)
    version = service.save_shifts(ekebacka, [(evening.pk, maria.pk)]).make(
        by=maria, at=NOON + timedelta(hours=3)
    )
    assert [each for each in version.effect if each["kind"] == "promise"] == []


def test_what_nobody_kept_before_the_change_is_not_blamed_on_it(ekebacka, maria, away):
    family(ekebacka, "evening")
    away(maria)
    again = service.save_shifts(ekebacka, []).make(by=maria, at=NOON)
    assert [each for each in again.effect if each["kind"] == "promise"] == []


def test_the_effect_tells_what_families_may_choose_before_and_after(ekebacka, maria):
    effect = service.save_shifts(ekebacka, []).foresee(by=maria, at=NOON).effect
    evening = next(each for each in effect if each.get("wish") == "evening")
    assert evening["before"].startswith("2026-03-11T19:00")
    assert evening["after"] is None


def test_an_inquiry_with_an_owner_never_awaits_one(ekebacka, maria):
    inquiry = family(ekebacka)
    with pytest.raises(Exception, match="who_awaits_an_owner_has_none"):
        Inquiry.objects.filter(pk=inquiry.pk).update(awaits_owner_since=NOON)


def visit_of(municipality, *staff):
    """A home visit that is booked with them for the first free time."""
    inquiry = family(municipality, owner_id=staff[0].pk)
    log_call(inquiry, "answered", by=staff[0], at=NOON)
    cutting.cut(municipality, NOON)
    slot = free_times(municipality, Slot.Kind.HOME_VISIT, NOON, among=[staff[0].pk])[0]
    book_visit(inquiry, [slot.pk], by=staff[0], at=NOON)
    return inquiry, slot


def shifts_of(municipality, *people):
    return [
        (window.pk, each.pk)
        for window in municipality.opening_windows.all()
        for each in people
    ]


def test_visits_of_somebody_whose_shift_is_taken_away_are_listed(
    ekebacka, maria, ali, karin
):
    both = shifts_of(ekebacka, maria, ali)
    service.save_shifts(ekebacka, both).make(by=karin, at=NOON)
    inquiry, slot = visit_of(ekebacka, maria)
    alis = shifts_of(ekebacka, ali)
    version = service.save_shifts(ekebacka, alis).foresee(by=karin, at=NOON)
    (line,) = [each for each in version.effect if each["kind"] == "visit"]
    assert (line["inquiry"], line["from"], line["why"]) == (
        inquiry.pk,
        maria.pk,
        "off",
    )
    ((told_of,),) = [
        [each for each in found if not each.is_offer]
        for found in told(ekebacka, [version], NOON)
    ]
    assert told_of.about == f"{inquiry.number}, hembesök"
    assert (told_of.before, told_of.after) == (
        "Maria Lind",
        "arbetar inte då: flytta besöket",
    )
    part = Engagement.objects.get(slot=slot)
    assert part.is_active  # it stands until somebody moves it


def test_a_visit_of_a_day_that_somebody_is_taken_off_is_listed_and_no_other(
    ekebacka, maria, ali, karin
):
    both = shifts_of(ekebacka, maria, ali)
    service.save_shifts(ekebacka, both).make(by=karin, at=NOON)
    inquiry, slot = visit_of(ekebacka, maria)
    for window in ekebacka.opening_windows.filter(weekday=slot.starts_at.weekday()):
        other_day = slot.starts_at.date() + 7 * DAY
        change = service.change_one_day(window, maria, other_day, is_on=False)
        assert change.make(by=karin, at=NOON).effect == []
    visits = []
    for window in ekebacka.opening_windows.filter(weekday=slot.starts_at.weekday()):
        day = slot.starts_at.date()
        change = service.change_one_day(window, maria, day, is_on=False)
        version = change.make(by=karin, at=NOON)
        visits += [e["inquiry"] for e in version.effect if e["kind"] == "visit"]
    assert visits == [inquiry.pk]


def test_meetings_that_somebody_away_was_to_hold_are_listed(
    ekebacka, maria, ali, karin, away
):
    meeting = make_meeting(ekebacka, maria, ali)
    day = meeting.starts_at.date()
    version = away(maria, day, day)
    (line,) = [each for each in version.effect if each["kind"] == "meeting"]
    assert (line["meeting"], line["from"]) == (meeting.pk, maria.pk)
    (found,) = told(ekebacka, [version], None)
    (told_of,) = [each for each in found if not each.is_offer]
    assert told_of.after == "borta då: låt någon annan hålla träffen"
    assert told_of.url.endswith(f"/{meeting.pk}/")


def test_an_evening_meeting_is_no_reason_to_list_whoever_has_no_shift_then(
    ekebacka, maria, karin
):
    make_meeting(ekebacka, maria)
    nobody = service.save_shifts(ekebacka, []).make(by=karin, at=NOON)
    assert not [each for each in nobody.effect if each["kind"] == "meeting"]
