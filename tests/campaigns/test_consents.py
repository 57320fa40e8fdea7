"""Consents given, superseded, withdrawn; uses planned, refused by name, ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import translation

from audit.models import Entry
from campaigns.models import CampaignTask, Consent, ContentUse, Person
from campaigns.services import tasks
from campaigns.services.consents import (
    NothingToWithdraw,
    Terms,
    give_consent,
    standing_of,
    withdraw,
)
from campaigns.services.content import (
    HasConsents,
    IsErased,
    IsUsed,
    SomebodyAppears,
    add_appearance,
    change_person,
    erase_person,
    remove_appearance,
    remove_content,
    say_nobody_appears,
)
from campaigns.services.expiring import open_due
from campaigns.services.uses import IsOver, UseRefused, plan_use, stop_use
from tests.make import (
    NOON,
    make_activity,
    make_appearance,
    make_consent,
    make_content,
    make_staff_member,
    make_use,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def per():
    return make_appearance()


@pytest.fixture
def maria(per):
    return make_staff_member(per.municipality, "communicator")


def terms(**fields):
    given = {"wording": "Ja.", "given_on": TODAY, "expires_on": None, "how": "email"}
    return Terms(**{**given, **fields})


def planned(content, place="instagram", **fields):
    given = {"starts_on": TODAY, "ends_on": TODAY + 30 * DAY}
    return ContentUse(
        municipality=content.municipality,
        content=content,
        place=place,
        **{**given, **fields},
    )


def open_tasks():
    return CampaignTask.objects.open().filter(kind="unpublish").order_by("pk")


class TestPlanningAUse:
    def refusal(self, use, by):
        with pytest.raises(UseRefused) as caught, translation.override("sv"):
            plan_use(use, by=by, at=NOON)
        assert not ContentUse.objects.exists()
        with translation.override("sv"):
            return [str(each) for each in caught.value.lacks]

    def test_is_refused_by_name_where_somebody_never_said_yes(self, per, maria):
        use = planned(per.content)
        assert self.refusal(use, maria) == ["Per Lind har inte sagt ja till Instagram."]

    def test_tells_when_a_yes_ends_too_soon(self, per, maria):
        make_consent(per, "print", expires_on=date(2026, 4, 3))
        use = planned(per.content, "print")
        assert self.refusal(use, maria) == [
            "Samtycket från Per Lind för affischer och tryck går ut 3 april 2026."
        ]

    def test_until_further_notice_needs_a_yes_without_an_end(self, per, maria):
        make_consent(per, "instagram", expires_on=date(2030, 1, 1))
        use = planned(per.content, ends_on=None)
        assert "går ut 1 januari 2030" in self.refusal(use, maria)[0]

    def test_tells_that_a_yes_was_taken_back(self, per, maria):
        consent = make_consent(per, "instagram")
        withdraw([consent], TODAY, "I telefon", by=maria, at=NOON)
        assert self.refusal(planned(per.content), maria) == [
            "Per Lind tog tillbaka sitt ja till Instagram 11 mars 2026."
        ]

    def test_tells_that_a_yes_came_later_than_the_start(self, per, maria):
        make_consent(per, "instagram", given_on=TODAY)
        use = planned(per.content, starts_on=TODAY - DAY)
        assert self.refusal(use, maria) == [
            "Per Lind sa ja till Instagram först 11 mars 2026."
        ]

    def test_names_everybody_whose_yes_is_missing(self, per, maria):
        anna = make_appearance(per.content, name="Anna Holm")
        make_consent(make_appearance(per.content, name="Eva Ek"), "instagram")
        erase_person(anna.person, by=maria, at=NOON)
        told = self.refusal(planned(per.content), maria)
        assert told == [
            "(raderad person) har inte sagt ja till Instagram.",
            "Per Lind har inte sagt ja till Instagram.",
        ]

    def test_is_refused_where_nobody_has_looked_who_appears(self, maria):
        assert self.refusal(planned(make_content()), maria) == []

    def test_is_refused_for_what_was_removed(self, per, maria):
        make_consent(per, "instagram")
        remove_content(per.content, by=maria, at=NOON)
        assert self.refusal(planned(per.content), maria) == []

    def test_with_everybody_s_yes_it_is_planned_and_audited(self, per, maria):
        make_consent(per, "instagram")
        use = plan_use(planned(per.content), by=maria, at=NOON)
        assert use.planned_by == maria
        assert Entry.objects.about(use).get().action == "planned-use"

    def test_a_landscape_needs_nobody_s(self, maria):
        content = make_content()
        say_nobody_appears(content, by=maria, at=NOON)
        assert plan_use(planned(content), by=maria, at=NOON).pk


class TestWithdrawing:
    @pytest.fixture
    def consents(self, per):
        places = ("facebook", "instagram", "print")
        return [make_consent(per, place) for place in places]

    def test_a_task_opens_for_each_place_where_it_runs(self, per, maria, consents):
        running = [make_use(per.content, each.place) for each in consents]
        other = make_use(make_content(shows_nobody=True))
        done = withdraw(consents, TODAY, "I telefon", by=maria, at=NOON)
        assert (done.consents, done.uses) == (3, 3)
        assert [task.use for task in open_tasks()] == running
        assert {task.due_on for task in open_tasks()} == {TODAY}
        assert {task.cause for task in open_tasks()} == {"withdrawn"}
        other.refresh_from_db()
        assert other.stopped_on is None

    def test_what_has_not_begun_is_stopped(self, per, maria, consents):
        coming = make_use(per.content, starts_on=TODAY + DAY)
        withdraw(consents, TODAY, "", by=maria, at=NOON)
        coming.refresh_from_db()
        assert (coming.stopped_on, coming.stop_cause) == (TODAY, "withdrawn")
        assert not open_tasks()

    def test_what_is_over_or_stopped_stays_as_it_was(self, per, maria, consents):
        make_use(per.content, ends_on=TODAY - DAY)
        stop_use(make_use(per.content), by=maria, at=NOON)
        withdraw(consents, TODAY, "", by=maria, at=NOON)
        assert not open_tasks()

    def test_only_the_place_that_was_withdrawn_ends(self, per, maria, consents):
        for each in consents:
            make_use(per.content, each.place)
        withdraw(consents[1:2], TODAY, "", by=maria, at=NOON)
        assert [task.use.place for task in open_tasks()] == ["instagram"]

    def test_it_is_kept_with_its_day_and_way_and_audited(self, maria, consents):
        withdraw(consents[:1], TODAY - DAY, "I ett mejl", by=maria, at=NOON)
        kept = Consent.objects.get(pk=consents[0].pk)
        assert (kept.withdrawn_on, kept.withdrawn_how) == (TODAY - DAY, "I ett mejl")
        assert kept.withdrawal_recorded_by == maria
        assert Entry.objects.about(kept).get().action == "withdrew-consent"

    def test_once_more_changes_nothing(self, maria, consents):
        withdraw(consents, TODAY, "", by=maria, at=NOON)
        with pytest.raises(NothingToWithdraw):
            withdraw(consents, TODAY, "", by=maria, at=NOON)

    def test_in_several_contents_at_once(self, per, maria, consents):
        again = make_appearance(make_content(per.municipality), per.person)
        also = make_consent(again)
        make_use(per.content)
        make_use(again.content)
        withdraw(standing_of(per.person), TODAY, "", by=maria, at=NOON)
        assert open_tasks().count() == 2
        also.refresh_from_db()
        assert also.withdrawn_on == TODAY

    def test_a_task_that_waited_for_the_end_is_now_due(self, per, maria):
        ends_on = TODAY + 20 * DAY
        consent = make_consent(per, expires_on=ends_on)
        make_use(per.content, ends_on=ends_on)
        assert open_due(NOON) == 1
        withdraw([consent], TODAY, "", by=maria, at=NOON)
        task = open_tasks().get()
        assert (task.cause, task.due_on) == ("withdrawn", TODAY)

    def test_whoever_answers_for_the_activity_is_to_do_it(self, per, maria):
        activity = make_activity(per.municipality, owner_function="webbredaktör")
        consent = make_consent(per)
        make_use(per.content, activity=activity)
        make_use(per.content)
        withdraw([consent], TODAY, "", by=maria, at=NOON)
        functions = [task.owner_function for task in open_tasks()]
        assert functions == ["webbredaktör", "kommunikatör"]


class TestTakingDown:
    @pytest.fixture
    def task(self, per, maria):
        consent = make_consent(per)
        make_use(per.content)
        withdraw([consent], TODAY, "", by=maria, at=NOON)
        return open_tasks().get()

    def test_done_means_that_it_is_shown_no_more(self, task, maria):
        tasks.finish_task(task, "Borttaget.", by=maria, at=NOON)
        task.use.refresh_from_db()
        assert (task.use.stopped_on, task.use.stop_cause) == (TODAY, "withdrawn")

    def test_opened_again_it_is_shown_after_all(self, task, maria):
        tasks.finish_task(task, by=maria, at=NOON)
        tasks.reopen_task(task, by=maria, at=NOON)
        task.use.refresh_from_db()
        assert task.use.stopped_on is None
        assert open_tasks().get() == task

    def test_shown_no_more_means_done(self, task, maria):
        stop_use(task.use, by=maria, at=NOON)
        task.refresh_from_db()
        assert (task.done_at, task.done_by) == (NOON, maria)
        with pytest.raises(IsOver):
            stop_use(task.use, by=maria, at=NOON)

    def test_a_new_yes_makes_it_needless(self, per, task, maria):
        give_consent(per, ["facebook"], terms(), by=maria, at=NOON)
        task.refresh_from_db()
        assert task.done_at == NOON
        task.use.refresh_from_db()
        assert task.use.stopped_on is None

    def test_a_yes_that_soon_ends_does_not(self, per, task, maria):
        soon = terms(expires_on=TODAY + 20 * DAY)
        give_consent(per, ["facebook"], soon, by=maria, at=NOON)
        assert open_tasks().get() == task


class TestANewYes:
    def test_supersedes_the_one_before_and_keeps_it(self, per, maria):
        old = make_consent(per)
        (new,) = give_consent(per, ["facebook"], terms(), by=maria, at=NOON)
        old.refresh_from_db()
        assert old.superseded_at == NOON
        assert standing_of(per.person) == [new]
        assert Entry.objects.about(new).get().action == "noted-consent"

    def test_that_reaches_less_far_ends_what_it_leaves_uncovered(self, per, maria):
        make_consent(per)
        running, coming = make_use(per.content), planned(per.content, "facebook")
        coming.starts_on, coming.ends_on = TODAY + 5 * DAY, TODAY + 9 * DAY
        plan_use(coming, by=maria, at=NOON)
        shorter = terms(expires_on=TODAY + 7 * DAY)
        give_consent(per, ["facebook"], shorter, by=maria, at=NOON)
        task = open_tasks().get()
        assert (task.use, task.cause) == (running, "narrowed")
        coming.refresh_from_db()
        assert coming.stop_cause == "narrowed"

    def test_leaves_what_it_covers_as_it_is(self, per, maria):
        make_consent(per)
        make_use(per.content, ends_on=TODAY + 3 * DAY)
        shorter = terms(expires_on=TODAY + 7 * DAY)
        give_consent(per, ["facebook"], shorter, by=maria, at=NOON)
        assert not open_tasks()


class TestWhoAppears:
    def test_somebody_more_ends_what_runs_without_that_yes(self, per, maria):
        make_consent(per)
        use = make_use(per.content)
        anna = Person(municipality=per.municipality, name="Anna Holm")
        add_appearance(per.content, anna, by=maria, at=NOON)
        task = open_tasks().get()
        assert (task.use, task.cause) == (use, "appears")

    def test_taken_back_as_a_mistake_the_task_goes_too(self, per, maria):
        make_consent(per)
        make_use(per.content)
        anna = Person(municipality=per.municipality, name="Anna Holm")
        added = add_appearance(per.content, anna, by=maria, at=NOON)
        remove_appearance(added, by=maria, at=NOON)
        assert not open_tasks()

    def test_whoever_said_yes_stays(self, per, maria):
        make_consent(per)
        with pytest.raises(HasConsents):
            remove_appearance(per, by=maria, at=NOON)

    def test_the_same_person_appears_once(self, per, maria):
        assert add_appearance(per.content, per.person, by=maria, at=NOON) == per

    def test_nobody_can_be_said_to_appear_beside_somebody(self, per, maria):
        with pytest.raises(SomebodyAppears):
            say_nobody_appears(per.content, by=maria, at=NOON)

    def test_what_is_shown_is_not_removed(self, per, maria):
        make_consent(per)
        use = make_use(per.content)
        with pytest.raises(IsUsed):
            remove_content(per.content, by=maria, at=NOON)
        stop_use(use, by=maria, at=NOON)
        removed = remove_content(per.content, by=maria, at=NOON)
        assert (removed.address, removed.title) == ("", per.content.title)

    def test_erasing_a_person_keeps_the_rest(self, per, maria):
        consent = make_consent(per)
        make_use(per.content)
        change_person(per.person, {"contact": "070"}, by=maria, at=NOON)
        erased = erase_person(per.person, by=maria, at=NOON)
        assert (erased.name, erased.contact, erased.relation) == ("", "", "familjehem")
        assert standing_of(erased) == [consent]
        entry = Entry.objects.about(erased).get(action="erased-person")
        assert entry.fields == ["contact", "name"]
        for change in (
            lambda: erase_person(erased, by=maria, at=NOON),
            lambda: change_person(erased, {"name": "Per"}, by=maria, at=NOON),
        ):
            with pytest.raises(IsErased):
                change()


class TestAConsentThatEnds:
    def test_opens_a_task_thirty_days_ahead_once(self, per):
        ends_on = TODAY + 31 * DAY
        make_consent(per, expires_on=ends_on)
        use = make_use(per.content, ends_on=ends_on)
        assert open_due(NOON) == 0
        assert open_due(NOON + DAY) == 1
        assert open_due(NOON + DAY) == 0
        task = open_tasks().get()
        assert (task.use, task.cause, task.due_on) == (use, "expires", ends_on)
        assert task.owner_function == "kommunikatör"

    def test_the_use_s_own_last_day_counts_where_it_is_earlier(self, per):
        make_consent(per, expires_on=TODAY + 20 * DAY)
        make_use(per.content, ends_on=TODAY + 9 * DAY)
        open_due(NOON)
        assert open_tasks().get().due_on == TODAY + 9 * DAY

    @pytest.mark.parametrize(
        "use", [{"starts_on": TODAY + DAY}, {"ends_on": TODAY - DAY}]
    )
    def test_asks_nothing_of_what_does_not_run(self, per, use):
        make_consent(per, expires_on=TODAY + 20 * DAY)
        make_use(per.content, **{"ends_on": TODAY + 9 * DAY, **use})
        assert open_due(NOON) == 0

    def test_several_people_make_one_task(self, per):
        for name in ("Anna Holm", "Eva Ek"):
            person = make_appearance(per.content, name=name)
            make_consent(person, expires_on=TODAY + 20 * DAY)
        make_consent(per)
        make_use(per.content, ends_on=TODAY + 9 * DAY)
        assert open_due(NOON) == 1


@pytest.mark.django_db(transaction=True)
def test_a_use_and_a_withdrawal_at_the_same_moment_never_pass_each_other():
    for _ in range(8):
        per = make_appearance()
        maria = make_staff_member(per.municipality, "communicator")
        consent = make_consent(per, "instagram")
        use = planned(per.content)

        def at_once(act, by=maria, consent=consent, use=use):
            try:
                if act == "plan":
                    plan_use(use, by=by, at=NOON)
                else:
                    withdraw([consent], TODAY, "", by=by, at=NOON)
            except UseRefused:
                pass
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(at_once, ["plan", "withdraw"]))
        uses = ContentUse.objects.filter(content=per.content)
        assert uses.count() == open_tasks().filter(use__in=uses).count()
