"""What the database itself refuses: nothing is shown without everybody's yes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from campaigns.models import CampaignTask, Consent, ContentUse
from tests.make import (
    NOON,
    make_activity,
    make_appearance,
    make_consent,
    make_content,
    make_municipality,
    make_staff_member,
    make_use,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOON.date()
DAY = timedelta(days=1)
REFUSED = (IntegrityError, InternalError)


@pytest.fixture
def per():
    return make_appearance()


@pytest.fixture
def maria(per):
    return make_staff_member(per.municipality, "communicator")


def withdraw(consent, maria):
    """As a hand in the database would, without opening any task."""
    Consent.objects.filter(pk=consent.pk).update(
        withdrawn_on=TODAY,
        withdrawal_recorded_at=NOON,
        withdrawal_recorded_by=maria,
    )


@transaction.atomic
def supersede(consent, **fields):
    Consent.objects.filter(pk=consent.pk).update(superseded_at=NOON)
    make_consent(consent.appearance, consent.place, **fields)


def open_task(use, **fields):
    given = {"kind": "unpublish", "use": use, "cause": "withdrawn", "due_on": TODAY}
    return CampaignTask.objects.create(
        municipality=use.municipality, opened_at=NOON, **{**given, **fields}
    )


class TestAUseThatIsWrittenDirectly:
    def test_needs_somebody_to_have_looked_who_appears(self):
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(make_content())

    def test_is_let_through_where_nobody_can_be_recognised(self):
        assert make_use(make_content(shows_nobody=True)).pk

    def test_needs_a_yes(self, per):
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(per.content)

    def test_needs_a_yes_to_that_very_place(self, per):
        make_consent(per, "instagram")
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(per.content, "facebook")

    def test_needs_the_yes_of_everybody(self, per):
        make_consent(per)
        make_appearance(per.content, name="Anna Holm")
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(per.content)

    @pytest.mark.parametrize(
        ("given", "ends"),
        [
            ({"given_on": TODAY - DAY}, {}),  # the use began a day before
            ({"expires_on": TODAY + DAY}, {}),  # until further notice
            ({"expires_on": TODAY + DAY}, {"ends_on": TODAY + 2 * DAY}),
        ],
    )
    def test_needs_a_yes_for_its_whole_span(self, per, given, ends):
        make_consent(per, **given)
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(per.content, **ends)

    def test_may_last_until_the_last_day_of_the_yes(self, per):
        make_consent(per, expires_on=TODAY + DAY)
        assert make_use(per.content, ends_on=TODAY + DAY).pk

    def test_a_yes_that_was_withdrawn_is_none(self, per, maria):
        withdraw(make_consent(per), maria)
        with pytest.raises(IntegrityError, match="without consent"):
            make_use(per.content)

    def test_nor_can_an_old_use_be_moved_to_where_nobody_said_yes(self, per):
        make_consent(per)
        use = make_use(per.content)
        with pytest.raises(IntegrityError, match="without consent"):
            ContentUse.objects.filter(pk=use.pk).update(place="cinema")

    def test_one_that_was_stopped_cannot_be_begun_again(self, per, maria):
        consent = make_consent(per)
        use = make_use(per.content)
        stopped = ContentUse.objects.filter(pk=use.pk)
        stopped.update(stopped_on=TODAY, stop_cause="ended")
        withdraw(consent, maria)
        with pytest.raises(IntegrityError, match="without consent"):
            stopped.update(stopped_on=None, stop_cause="")


class TestWhileSomethingRuns:
    @pytest.fixture
    def consent(self, per):
        return make_consent(per)

    @pytest.fixture
    def use(self, per, consent):
        return make_use(per.content)

    def test_no_yes_is_withdrawn_without_a_task_to_take_it_down(
        self, consent, use, maria
    ):
        with pytest.raises(IntegrityError, match="without consent"):
            withdraw(consent, maria)

    def test_with_such_a_task_it_is(self, consent, use, maria):
        with transaction.atomic():
            withdraw(consent, maria)
            open_task(use)
        consent.refresh_from_db()
        assert consent.withdrawn_on == TODAY

    def test_nor_superseded_by_one_that_reaches_less_far(self, consent, use, per):
        with pytest.raises(IntegrityError, match="without consent"):
            supersede(consent, expires_on=TODAY)

    def test_nobody_else_is_noted_to_appear_without_a_task(self, use, per):
        with pytest.raises(IntegrityError, match="without consent"):
            make_appearance(per.content, name="Anna Holm")

    @pytest.mark.parametrize("change", ["done", "deleted", "turned"])
    def test_the_task_stays_until_it_is_taken_down(self, consent, use, maria, change):
        with transaction.atomic():
            withdraw(consent, maria)
            task = open_task(use)
        tasks = CampaignTask.objects.filter(pk=task.pk)
        changes = {
            "done": lambda: tasks.update(done_at=NOON),
            "deleted": tasks.delete,
            "turned": lambda: tasks.update(kind="other", use=None),
        }
        with pytest.raises(IntegrityError, match="without consent"):
            changes[change]()

    def test_a_use_that_is_over_asks_nothing(self, per, maria):
        consent = make_consent(per, "radio")
        make_use(per.content, "radio", ends_on=TODAY - DAY)
        withdraw(consent, maria)
        consent.refresh_from_db()
        assert consent.withdrawn_on == TODAY


class TestWhatWasWrittenStands:
    @pytest.mark.parametrize(
        "change",
        [
            {"wording": "Något annat."},
            {"given_on": TODAY},
            {"expires_on": TODAY},
            {"place": "web"},
            {"reference": "Pärm 4"},
        ],
    )
    def test_a_consent_is_never_edited(self, per, change):
        consent = make_consent(per)
        with pytest.raises(REFUSED):
            Consent.objects.filter(pk=consent.pk).update(**change)

    def test_nor_deleted(self, per):
        make_consent(per)
        with pytest.raises(REFUSED):
            Consent.objects.all().delete()

    def test_a_withdrawal_is_written_once(self, per, maria):
        consent = make_consent(per)
        withdraw(consent, maria)
        with pytest.raises(REFUSED):
            Consent.objects.filter(pk=consent.pk).update(withdrawn_on=TODAY + DAY)

    def test_there_is_one_present_yes_to_a_place(self, per):
        make_consent(per)
        with pytest.raises(IntegrityError, match="one_present_consent"):
            make_consent(per)


def test_no_row_points_into_another_town(per):
    other = make_municipality()
    make_consent(per)
    with pytest.raises(IntegrityError):
        make_use(per.content, municipality=other)
    with pytest.raises(IntegrityError):
        make_use(per.content, activity=make_activity(other))
    with pytest.raises(IntegrityError):
        make_appearance(make_content(other), person=per.person)
