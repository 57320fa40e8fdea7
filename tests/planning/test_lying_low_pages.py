"""Lie low at the desk: type, see what families will read, begin, end."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from campaigns.models import ActivityPause
from inquiries.models import Inquiry
from organisation.models import LieLow
from planning.lying_low_words import days_text, past_text
from planning.services.lying_low import lie_low, resume
from tests.make import (
    NOON,
    STOCKHOLM,
    client_of,
    make_activity,
    make_lie_low,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("planning:lie_low")
END = reverse("planning:lie_low_end")
ACTIVITIES = reverse("planning:lie_low_activities")
TYPED = {"working_days": 5, "resumes_on": "", "reason": "För många", "rest": "all"}
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def town():
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    return town


@pytest.fixture
def jonas(town):
    return make_staff_member(town, "communicator", display_name="Jonas Berg")


@pytest.fixture
def desk(jonas):
    return client_of(jonas)


def send(desk, status=200, **typed):
    answer = desk.post(PAGE, {**TYPED, **typed})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


class TestBefore:
    def test_the_preview_says_what_families_will_read_in_both_languages(
        self, town, desk
    ):
        page = send(desk)
        told = "Vi ringer inom fem arbetsdagar, senast onsdag 18 mars klockan 16.00."
        assert f"Just nu hör många av sig. {told}" in page
        assert "We will call within five working days, by Wednesday 18 March" in page
        assert "<td>i morgon klockan 13.30</td>" in page
        assert "<strong>onsdag 18 mars klockan 16.00</strong>" in page
        assert not LieLow.objects.exists()

    def test_it_says_what_rests_and_until_when(self, town, desk):
        make_activity(town, name="Inlägget")
        make_activity(town, name="Radion", starts_on=TODAY + DAY)
        page = send(desk, resumes_on="2026-03-17")
        assert "<li>Inlägget</li>" in page
        assert "<li>Radion</li>" not in page
        assert "Det slutar av sig självt när tisdag 17 mars börjar." in page
        assert "Det pågår tills ni avslutar det." in send(desk)

    def test_nothing_need_rest(self, town, desk):
        make_activity(town, name="Inlägget")
        assert "Inget: allt går vidare som planerat." in send(desk, rest="none")

    def test_a_town_that_promises_nothing_by_working_days_is_told(self, town, desk):
        town.promise_policies.filter(wish__in=["soon", "write"]).update(
            is_offered=False
        )
        assert "familjerna skulle läsa samma sak som nu" in send(desk)

    def test_what_was_typed_can_be_changed(self, town, desk):
        page = send(desk, change="1", reason="Två är sjuka", working_days=7)
        assert 'value="Två är sjuka"' in page
        assert 'value="7"' in page

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"working_days": ""}, "inom: ange 1–20 arbetsdagar"),
            ({"working_days": "0"}, "inom: ange 1–20 arbetsdagar"),
            ({"working_days": "21"}, "inom: ange 1–20 arbetsdagar"),
            ({"working_days": "fem"}, "inom: skriv ett heltal"),
            ({"reason": " "}, "Varför: skriv det med några ord"),
            ({"reason": "x" * 201}, "Varför: skriv högst 200 tecken"),
            ({"resumes_on": "2026-03-11"}, "Slutar av sig självt: välj en dag efter"),
            ({"resumes_on": "2027-03-13"}, "Slutar av sig självt: välj en dag efter"),
            ({"resumes_on": "snart"}, "Slutar av sig självt: skriv dagen som"),
            ({"rest": "chosen"}, "Aktiviteter: välj minst en."),
            ({"rest": "x"}, "Vad som vilar under tiden: välj ett."),
            (
                {"rest": "chosen", "activities": ["999999999"]},
                "Aktiviteter: välj bland dem i listan.",
            ),
        ],
    )
    def test_what_cannot_be_is_told_and_nothing_begins(self, town, desk, typed, told):
        make_activity(town)
        assert told in send(desk, 422, begin="1", **typed)
        assert not LieLow.objects.exists()

    def test_where_nothing_is_planned_nothing_can_be_chosen(self, town, desk):
        assert "Aktiviteter: välj minst en." in send(desk, 422, rest="chosen")


class TestBeginning:
    def test_one_press_after_the_preview_begins_it(self, town, desk, jonas):
        post = make_activity(town)
        answer = desk.post(PAGE, TYPED | {"begin": "1"}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(PAGE, 302)]
        assert "Nu ligger ni lågt. Inget formulär är stängt." in page
        assert "Jonas Berg började: ”För många”." in page
        assert post.name in page
        low = LieLow.objects.get()
        assert (low.working_days, low.began_by, low.resumes_on) == (5, jonas, None)
        assert ActivityPause.objects.get().activity == post

    def test_only_the_chosen_rest(self, town, desk):
        one, _two = make_activity(town), make_activity(town)
        desk.post(
            PAGE, TYPED | {"begin": "1", "rest": "chosen", "activities": [one.pk]}
        )
        assert ActivityPause.objects.get().activity == one

    def test_who_comes_second_is_told(self, town, desk):
        make_lie_low(town)
        answer = desk.post(PAGE, TYPED | {"begin": "1"}, follow=True)
        assert "Ni ligger redan lågt." in answer.content.decode()
        assert LieLow.objects.count() == 1

    @pytest.mark.parametrize("role", ["recruiter"])
    def test_who_does_not_plan_may_not(self, town, role):
        desk = client_of(make_staff_member(town, role))
        for address in (PAGE, END, ACTIVITIES):
            assert desk.post(address, TYPED | {"begin": "1"}).status_code == 403
        assert desk.get(PAGE).status_code == 403
        assert not LieLow.objects.exists()

    @pytest.mark.parametrize("role", ["manager", "administrator"])
    def test_managers_and_administrators_may_too(self, town, role):
        desk = client_of(make_staff_member(town, role))
        desk.post(PAGE, TYPED | {"begin": "1"})
        assert LieLow.objects.exists()


class TestMeanwhile:
    def test_everybody_at_the_desk_reads_it_on_every_page(self, town):
        make_lie_low(town, resumes_on=TODAY + 6 * DAY)
        desk = client_of(make_staff_member(town))
        page = desk.get(reverse("inquiries:today")).content.decode()
        told = (
            "Ni ligger lågt sedan ons 11 mars, fram till tis 17 mars. Den som hör av "
            "sig lovas ett samtal inom fem arbetsdagar."
        )
        assert told in page
        assert PAGE not in page

    def test_those_who_may_end_it_are_led_there(self, town, desk):
        make_lie_low(town)
        page = desk.get(reverse("planning:list")).content.decode()
        assert "Ni ligger lågt sedan ons 11 mars." in page
        assert f'<a href="{PAGE}">Se eller avsluta</a>' in page

    def test_nobody_is_asked_to_begin_what_goes_on(self, town, desk):
        button = f'<a class="ds-button" data-variant="secondary" href="{PAGE}">'
        address = reverse("planning:capacity")
        assert button in desk.get(address).content.decode()
        make_lie_low(town)
        assert button not in desk.get(address).content.decode()

    def test_another_town_reads_nothing_of_it(self, town):
        make_lie_low(make_municipality())
        desk = client_of(make_staff_member(town, "communicator"))
        assert "Ni ligger lågt" not in desk.get(PAGE).content.decode()

    def test_some_may_go_on(self, town, desk, jonas):
        one, two = make_activity(town), make_activity(town)
        lie_low(
            town,
            working_days=5,
            resumes_on=None,
            reason="x",
            by=jonas,
            at=NOON,
        )
        answer = desk.post(ACTIVITIES, {"activity": [one.pk, "x"]}, follow=True)
        page = answer.content.decode()
        assert "En är i gång igen." in page
        assert f"activity-{two.pk}" in page
        assert f"activity-{one.pk}" not in page
        answer = desk.post(ACTIVITIES, {}, follow=True)
        assert "Kryssa för dem som ska vara i gång." in answer.content.decode()

    def test_a_link_leads_on_as_ever(self, town, client):
        post = make_activity(town, code="torg")
        rest = make_lie_low(town)
        ActivityPause.objects.create(
            municipality=town, activity=post, lie_low=rest, began_at=NOON
        )
        assert client.get("/t/torg").status_code == 302


class TestEnd:
    def test_one_press_ends_it(self, town, desk, jonas):
        make_lie_low(town, began_at=NOON - DAY, reason="Två var sjuka")
        answer = desk.post(END, follow=True)
        page = answer.content.decode()
        assert "Ni ligger inte längre lågt." in page
        told = "Ni låg lågt 10–11 mars 2026 och lovade samtal inom fem arbetsdagar."
        assert told in page
        assert "Två var sjuka" in page
        assert LieLow.objects.get().ended_by == jonas

    def test_a_second_press_is_told(self, town, desk):
        assert "redan avslutat" in desk.post(END, follow=True).content.decode()
        answer = desk.post(ACTIVITIES, {"activity": ["1"]}, follow=True)
        assert "redan avslutat" in answer.content.decode()

    def test_who_only_reads_its_address_is_led_to_the_page(self, town, desk):
        for address in (END, ACTIVITIES):
            assert desk.get(address)["Location"] == PAGE


@pytest.mark.parametrize(
    ("began", "ended", "resumes_on", "by_hand", "told"),
    [
        ("2026-03-03 10:00", "2026-03-14 09:00", None, True, "3–14 mars"),
        ("2026-02-26 10:00", "2026-03-03 09:00", None, True, "26 februari–3 mars"),
        ("2026-03-03 10:00", "2026-03-03 15:00", None, True, "3 mars"),
        # By its day: the second that passed makes no day of it.
        ("2026-03-03 10:00", "2026-03-15 00:00:03", "2026-03-15", False, "3–14 mars"),
        ("2026-03-03 10:00", "2026-03-16 08:00", "2026-03-15", False, "3–16 mars"),
        ("2026-03-03 10:00", None, None, False, "sedan 3 mars"),
    ],
)
def test_its_days_are_told_as_people_say_them(
    town, jonas, began, ended, resumes_on, by_hand, told
):
    low = make_lie_low(
        town,
        began_at=local(began),
        ended_at=ended and local(ended),
        resumes_on=resumes_on and datetime.fromisoformat(resumes_on).date(),
    )
    low.ended_by = jonas if by_hand else None
    assert told in past_text(low)


def test_days_of_two_years_name_both():
    first, last = local("2026-12-28").date(), local("2027-01-03").date()
    assert days_text(first, last, with_year=True) == "28 december 2026–3 januari 2027"
    assert days_text(first, last) == "28 december–3 januari"


def test_its_words_are_told_to_nobody_outside(town, client, settings):
    settings.FORM_MINIMUM_SECONDS = 0
    make_lie_low(town, reason="Kanariefågel")
    assert "Kanariefågel" not in client.get("/").content.decode()
    assert "Kanariefågel" not in client.get("/ring-mig/").content.decode()
    assert not Inquiry.objects.exists()


def test_it_can_begin_again_the_same_day(town, desk, jonas):
    make_lie_low(town)
    resume(town, by=jonas, at=NOON)
    desk.post(PAGE, TYPED | {"begin": "1"})
    assert LieLow.objects.count() == 2


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)
