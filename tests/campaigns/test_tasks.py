"""What is to be done for the campaigns: opened, changed, done, opened again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from campaigns.models import CampaignTask, Routine
from campaigns.services import tasks
from campaigns.services.tasks import IsDone, IsOpen
from tests.make import (
    NOON,
    client_of,
    make_ambassador,
    make_municipality,
    make_staff_member,
    make_task,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/desk/kampanjer/att-gora/"
FAR_OFF = "Välj en dag mellan 2000 och 2099."


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def maria(town):
    return make_staff_member(town, "communicator", display_name="Maria Lind")


@pytest.fixture
def client(maria):
    return client_of(maria)


def text_of(page):
    return page.content.decode()


def due_in(days):
    return timezone.localdate() + days * DAY


class TestTheRows:
    def test_a_thank_task_has_a_home(self, town):
        with pytest.raises(IntegrityError, match="is_about_something"):
            make_task(town, kind="thank")

    def test_one_to_take_down_has_a_use(self, town):
        with pytest.raises(IntegrityError, match="is_about_something"):
            make_task(town, kind="unpublish", cause="withdrawn")

    def test_what_is_open_has_no_outcome(self, town):
        with pytest.raises(IntegrityError, match="has_no_outcome"):
            make_task(town, outcome="Klart.")


class TestAskingAgain:
    @pytest.mark.parametrize(
        ("days", "ends_on", "due_on"),
        [
            (60, date(2026, 8, 31), date(2026, 7, 2)),
            (0, date(2026, 8, 31), date(2026, 8, 31)),
            (60, date(2026, 4, 1), NOON.date()),  # less time is left than that
        ],
    )
    def test_it_falls_due_so_many_days_before_the_end(
        self, town, maria, days, ends_on, due_on
    ):
        Routine.objects.create(municipality=town, ask_again_days=days)
        task = CampaignTask(
            municipality=town,
            kind="ask_again",
            about="Familjen på Storgatan",
            assignment_ends_on=ends_on,
        )
        assert tasks.open_task(task, by=maria, at=NOON).due_on == due_on

    def test_another_number_of_days_moves_what_is_open(self, town, maria):
        ends = {"kind": "ask_again", "assignment_ends_on": date(2026, 8, 31)}
        waiting = make_task(town, **ends)
        done = make_task(town, **ends, done_at=NOON)
        other = make_task(make_municipality(), **ends)
        routine = {"ask_again_days": 90, "thank_days": 7}
        tasks.change_routine(town, routine, by=maria, at=NOON)
        for task, due_on in (
            (waiting, date(2026, 6, 2)),
            (done, NOON.date()),
            (other, NOON.date()),
        ):
            task.refresh_from_db()
            assert task.due_on == due_on
        entry = Entry.objects.filter(action="changed-routine").get()
        assert entry.fields == ["ask_again_days"]
        tasks.change_routine(town, routine, by=maria, at=NOON)
        assert Entry.objects.filter(action="changed-routine").count() == 1

    def test_a_new_end_gives_a_new_day(self, town, maria):
        task = make_task(
            town, kind="ask_again", about="Ek", assignment_ends_on=date(2026, 8, 31)
        )
        values = {"assignment_ends_on": date(2026, 12, 31)}
        changed = tasks.change_task(task, values, by=maria, at=NOON)
        assert changed.due_on == date(2026, 11, 1)


class TestDoing:
    def test_who_and_when_and_what_came_of_it_are_kept(self, town, maria):
        task = tasks.finish_task(make_task(town), "De tackade ja.", by=maria, at=NOON)
        assert (task.done_at, task.done_by, task.outcome) == (
            NOON,
            maria,
            "De tackade ja.",
        )
        assert Entry.objects.about(task).get().action == "finished-task"

    def test_only_the_first_of_two_does_it(self, town, maria):
        task = make_task(town)
        tasks.finish_task(task, by=maria, at=NOON)
        with pytest.raises(IsDone):
            tasks.finish_task(task, by=maria, at=NOON)
        with pytest.raises(IsDone):
            tasks.change_task(task, {"about": "x"}, by=maria, at=NOON)

    def test_it_can_be_taken_back(self, town, maria):
        task = tasks.finish_task(make_task(town), "Klart.", by=maria, at=NOON)
        again = tasks.reopen_task(task, by=maria, at=NOON)
        assert (again.done_at, again.done_by, again.outcome) == (None, None, "")
        with pytest.raises(IsOpen):
            tasks.reopen_task(task, by=maria, at=NOON)

    def test_not_where_another_one_of_the_home_is_open(self, town, maria):
        home = make_ambassador(town)
        tasks.thank_for(home.activity_id, at=NOON)
        first = CampaignTask.objects.get(kind="thank")
        tasks.finish_task(first, by=maria, at=NOON)
        tasks.thank_for(home.activity_id, at=NOON)
        with pytest.raises(IsOpen):
            tasks.reopen_task(first, by=maria, at=NOON)

    def test_an_unchanged_task_leaves_no_trace(self, town, maria):
        task = make_task(town)
        tasks.change_task(task, {"about": task.about}, by=maria, at=NOON)
        assert not Entry.objects.about(task).exists()

    def test_names_are_erased_once_it_is_done(self, town, maria):
        task = make_task(town, note="Ring Per.")
        with pytest.raises(IsOpen):
            tasks.erase_task(task, by=maria, at=NOON)
        tasks.finish_task(task, "Per sa ja.", by=maria, at=NOON)
        erased = tasks.erase_task(task, by=maria, at=NOON)
        assert (erased.about, erased.note, erased.outcome) == ("", "", "")
        assert erased.done_at == NOON


class TestThePage:
    def test_is_sorted_by_day_with_what_is_late_in_words(self, client, town):
        make_task(town, about="Senare", due_on=due_in(3))
        make_task(town, about="Försenat", due_on=due_in(-2))
        make_task(town, about="Idag", due_on=due_in(0))
        page = text_of(client.get(LIST))
        places = [page.index(each) for each in ("Försenat", "Idag", "Senare")]
        assert places == sorted(places)
        assert "2 dagar försenad" in page
        assert "om 3 dagar" in page

    def test_counts_what_is_due_beside_its_name_on_every_page(self, client, town):
        make_task(town, due_on=due_in(-1))
        make_task(town, due_on=due_in(0))
        make_task(town, due_on=due_in(1))
        make_task(town, due_on=due_in(0), done_at=NOON)
        make_task(due_on=due_in(0))
        for name in ("planning:list", "campaigns:ambassadors", "campaigns:contents"):
            assert "Att göra <b>2</b>" in text_of(client.get(reverse(name)))

    def test_names_the_function_and_the_person(self, client, town, maria):
        make_task(town, owner_function="webbredaktör", owner=maria)
        assert "webbredaktör · Maria Lind" in text_of(client.get(LIST))

    def test_one_press_does_it_and_another_takes_it_back(self, client, town):
        task = make_task(town)
        answer = client.post(reverse("campaigns:task_done", args=[task.pk]))
        assert answer["Location"] == LIST
        assert "Ring tidningen" in text_of(client.get(f"{LIST}?visa=klara"))
        client.post(reverse("campaigns:task_reopen", args=[task.pk]))
        task.refresh_from_db()
        assert task.done_at is None

    def test_two_presses_at_once_are_told(self, client, town, maria):
        task = make_task(town)
        tasks.finish_task(task, by=maria, at=NOON)
        for name in ("task_done", "task_edit"):
            address = reverse(f"campaigns:{name}", args=[task.pk])
            answer = client.post(address, follow=True)
            assert "En kollega har redan gjort det." in text_of(answer)
        client.post(reverse("campaigns:task_reopen", args=[task.pk]))
        address = reverse("campaigns:task_reopen", args=[task.pk])
        assert "redan öppen" in text_of(client.post(address, follow=True))

    def test_takes_as_many_statements_for_a_hundred_as_for_one(self, client, town):
        def statements():
            client.get(LIST)
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST)
            return len(captured)

        home = make_ambassador(town)
        tasks.thank_for(home.activity_id, at=NOON)
        few = statements()
        for number in range(100):
            make_task(town, owner=make_staff_member(town) if number < 5 else None)
        assert statements() == few


class TestTypingOne:
    def test_a_task_of_its_own(self, client, town, maria):
        typed = {
            "about": "Boka bion",
            "due_on": "2027-01-15",
            "owner_function": "kommunikatör",
            "owner": maria.pk,
            "note": "Salong 2.",
        }
        assert client.post(f"{LIST}ny/", typed).status_code == 302
        task = CampaignTask.objects.get()
        assert (task.municipality, task.kind, task.owner) == (town, "other", maria)
        assert Entry.objects.about(task).get().action == "opened-task"

    def test_the_end_of_an_assignment(self, client):
        page = text_of(client.get(f"{LIST}fraga-igen/"))
        assert "60 dagar före slutet" in page
        typed = {"about": "Familjen Ek", "assignment_ends_on": "2030-06-30"}
        client.post(f"{LIST}fraga-igen/", typed)
        task = CampaignTask.objects.get()
        assert (task.kind, task.due_on) == ("ask_again", date(2030, 5, 1))
        page = text_of(client.get(reverse("campaigns:task", args=[task.pk])))
        assert "Fråga Familjen Ek igen" in page
        assert "uppdraget slutar 30 juni 2030" in page

    @pytest.mark.parametrize(
        ("address", "typed", "told"),
        [
            ("ny/", {"about": " "}, "Vad som ska göras: säg det med några ord."),
            ("ny/", {"due_on": "snart"}, "Klart senast: skriv datumet som"),
            ("fraga-igen/", {}, "Uppdraget slutar: ange dagen."),
            ("fraga-igen/", {}, "Hemmet: ange dess namn."),
            ("ny/", {"about": "x", "due_on": "0027-01-15"}, FAR_OFF),
            (
                "fraga-igen/",
                {"about": "Ek", "assignment_ends_on": "0001-01-01"},
                FAR_OFF,
            ),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
        self, client, address, typed, told
    ):
        typed = {"owner_function": "rekryteraren i söder", **typed}
        answer = client.post(f"{LIST}{address}", typed)
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert "rekryteraren i söder" in text_of(answer)

    @pytest.mark.parametrize(
        ("address", "typed"),
        [
            ("ny/", {"about": "Ring radion", "due_on": "2030-01-15"}),
            ("fraga-igen/", {"about": "Ek", "assignment_ends_on": "2030-06-30"}),
        ],
    )
    def test_a_form_sent_twice_opens_one_task(self, client, address, typed):
        for _press in range(2):
            assert client.post(f"{LIST}{address}", typed).status_code == 302
        task = CampaignTask.objects.get()
        client.post(reverse("campaigns:task_done", args=[task.pk]))
        client.post(f"{LIST}{address}", typed)
        assert CampaignTask.objects.count() == 2

    def test_a_colleague_of_another_town_cannot_be_chosen(self, client):
        stranger = make_staff_member()
        typed = {"about": "x", "due_on": "2027-01-15", "owner": stranger.pk}
        assert client.post(f"{LIST}ny/", typed).status_code == 422

    def test_a_change_is_saved(self, client, town):
        task = make_task(town)
        typed = {"about": "Ring radion", "due_on": "2027-01-15"}
        address = reverse("campaigns:task_edit", args=[task.pk])
        assert client.post(address, typed).status_code == 302
        task.refresh_from_db()
        assert (task.about, task.due_on) == ("Ring radion", date(2027, 1, 15))

    def test_what_opened_by_itself_keeps_what_it_is_about(self, client, town):
        home = make_ambassador(town)
        tasks.thank_for(home.activity_id, at=NOON)
        task = CampaignTask.objects.get()
        address = reverse("campaigns:task_edit", args=[task.pk])
        assert 'name="about"' not in text_of(client.get(address))
        client.post(address, {"due_on": "2027-01-15"})
        task.refresh_from_db()
        assert (task.due_on, task.ambassador) == (date(2027, 1, 15), home)

    def test_the_routine_is_a_planner_s(self, client, town):
        address = reverse("campaigns:routine")
        typed = {"ask_again_days": 30, "thank_days": 3, "owner_function": "ab"}
        assert client.post(address, typed).status_code == 302
        assert Routine.objects.get(municipality=town).ask_again_days == 30
        assert client.post(address, {**typed, "thank_days": 99}).status_code == 422
        recruiter = client_of(make_staff_member(town))
        assert recruiter.get(address).status_code == 403
        assert recruiter.get(LIST).status_code == 200

    def test_an_outcome_too_long_is_told(self, client, town):
        address = reverse("campaigns:task_done", args=[make_task(town).pk])
        answer = client.post(address, {"outcome": "x" * 1001})
        assert answer.status_code == 422

    def test_names_and_notes_are_erased_by_a_planner(self, client, town, maria):
        task = make_task(town)
        address = reverse("campaigns:task_erase", args=[task.pk])
        assert "redan öppen" in text_of(client.post(address, follow=True))
        tasks.finish_task(task, "Per.", by=maria, at=NOON)
        page = text_of(client.post(address, follow=True))
        assert "raderade" in page
        assert "Ring tidningen" not in page


def test_thanking_reminds_that_nobody_is_named(client, town):
    home = make_ambassador(town, name="Familjen på Storgatan")
    tasks.thank_for(home.activity_id, at=NOON)
    task = CampaignTask.objects.get()
    page = text_of(client.get(reverse("campaigns:task", args=[task.pk])))
    assert "Tacka Familjen på Storgatan" in page
    assert "1 anmälan via hemmets kod" in page
    assert "Säg aldrig vem som har hört av sig" in page
