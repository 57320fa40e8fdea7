from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from audit.models import Entry
from campaigns.models import Activity, Campaign
from planning.models import YearEntry
from planning.recurrence import Rule
from planning.services.copy_year import copy_year, name_next_year
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def jonas(town):
    return make_staff_member(town, "communicator")


@pytest.fixture
def client(jonas):
    return client_of(jonas)


@pytest.fixture
def spring(town):
    return Campaign.objects.create(
        municipality=town,
        name="Våren 2026",
        aim="Ett hem till",
        aimed_inquiries=20,
        budget=Decimal(5000),
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        landing_heading="Plats vid bordet?",
    )


@pytest.fixture
def radio(town, spring):
    return make_activity(
        town,
        campaign=spring,
        name="Radio",
        starts_on=WEDNESDAY,
        ends_on=date(2026, 3, 10),
        link_ends_on=date(2026, 4, 1),
        cost_planned=Decimal(1000),
        cost_actual=Decimal(1200),
        owner_function="kommunikatör",
        is_yearly=True,
        landing_text="Hej!",
    )


@pytest.fixture
def committee(town):
    return YearEntry.objects.create(
        municipality=town, name="Nämnden", kind="committee", starts_on=date(2026, 5, 12)
    )


def copied(town, by, *rows, rule=Rule.WEEK):
    return copy_year(
        town,
        2026,
        activities=[each.pk for each in rows if isinstance(each, Activity)],
        entries=[each.pk for each in rows if isinstance(each, YearEntry)],
        rule=rule,
        by=by,
        at=NOON,
    )


class TestTheCopy:
    def test_keeps_function_channel_and_texts_and_moves_its_days(
        self, town, jonas, radio
    ):
        assert copied(town, jonas, radio) == 1
        copy = radio.copied_to
        assert (copy.name, copy.channel, copy.landing_text) == (
            "Radio",
            radio.channel,
            "Hej!",
        )
        assert copy.owner_function == "kommunikatör"
        assert copy.is_yearly
        assert (copy.starts_on, copy.ends_on, copy.link_ends_on) == (
            date(2027, 3, 10),
            date(2027, 3, 16),
            date(2027, 4, 7),
        )

    def test_by_date_it_keeps_the_date(self, town, jonas, radio, committee):
        copied(town, jonas, radio, committee, rule=Rule.DATE)
        assert radio.copied_to.starts_on == date(2027, 3, 4)
        assert committee.copied_to.starts_on == date(2027, 5, 12)

    def test_has_a_code_of_its_own_and_what_it_cost_as_its_plan(
        self, town, jonas, radio
    ):
        copied(town, jonas, radio)
        copy = radio.copied_to
        assert copy.code != radio.code
        assert (copy.cost_planned, copy.cost_actual) == (Decimal(1200), None)

    def test_lies_in_its_campaign_s_copy(self, town, jonas, radio):
        copied(town, jonas, radio)
        campaign = radio.copied_to.campaign
        assert campaign.name == "Våren 2027"
        assert (campaign.aim, campaign.aimed_inquiries) == ("Ett hem till", 20)
        assert campaign.landing_heading == "Plats vid bordet?"
        assert campaign.starts_on == date(2027, 3, 7)  # Sunday of week 9

    def test_later_ones_of_the_campaign_join_the_first_whatever_it_is_called(
        self, town, jonas, radio
    ):
        copied(town, jonas, radio)
        Campaign.objects.filter(pk=radio.copied_to.campaign_id).update(name="Nytt namn")
        poster = make_activity(
            town, campaign=radio.campaign, starts_on=WEDNESDAY, is_yearly=True
        )
        copied(town, jonas, poster)
        assert poster.copied_to.campaign.name == "Nytt namn"
        assert Campaign.objects.count() == 2

    def test_a_campaign_without_an_end_takes_it_itself(self, town, jonas):
        letter = make_activity(town, starts_on=WEDNESDAY, is_yearly=True)
        copied(town, jonas, letter)
        assert letter.copied_to.campaign == letter.campaign

    def test_is_written_down_in_the_audit(self, town, jonas, radio, committee):
        copied(town, jonas, radio, committee)
        actions = sorted(Entry.objects.values_list("action", flat=True))
        assert actions == ["copied-activity", "copied-campaign", "copied-yearentry"]


class TestOnce:
    def test_twice_is_harmless(self, town, jonas, radio, committee):
        assert copied(town, jonas, radio, committee) == 2
        assert copied(town, jonas, radio, committee) == 0
        assert Activity.objects.count() == 2
        assert YearEntry.objects.count() == 2

    def test_the_copy_of_a_copy_is_next_year_s(self, town, jonas, radio):
        copied(town, jonas, radio)
        again = radio.copied_to
        copy_year(
            town,
            2027,
            activities=[again.pk],
            entries=[],
            rule="week",
            by=jonas,
            at=NOON,
        )
        assert again.copied_to.starts_on.year == 2028

    def test_only_yearly_rows_of_the_year_are_copied(self, town, jonas):
        once = make_activity(town, starts_on=WEDNESDAY)
        other = make_activity(town, starts_on=date(2025, 3, 4), is_yearly=True)
        assert copied(town, jonas, once, other) == 0

    def test_another_town_s_row_is_passed_over(self, town, jonas):
        foreign = make_activity(starts_on=WEDNESDAY, is_yearly=True)
        assert copied(town, jonas, foreign) == 0


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_copy_once():
    town = make_municipality()
    jonas = make_staff_member(town, "communicator")
    campaign = Campaign.objects.create(
        municipality=town,
        name="Våren",
        starts_on=WEDNESDAY,
        ends_on=date(2026, 4, 1),
    )
    rows = [
        make_activity(town, campaign=campaign, starts_on=WEDNESDAY, is_yearly=True)
        for _ in range(3)
    ]

    def copy(_):
        try:
            return copied(town, jonas, *rows)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(copy, range(4)))
    assert sorted(numbers) == [0, 0, 0, 3]
    assert Activity.objects.count() == 6
    assert Campaign.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("Våren 2026: ett hem till", "Våren 2027: ett hem till"),
        ("Sommarbrevet", "Sommarbrevet 2027"),
        ("x" * 80, "x" * 75 + " 2027"),
    ],
)
def test_a_campaign_s_name_says_its_year(name, following):
    assert name_next_year(name, 2026) == following


class TestThePage:
    ADDRESS = reverse("planning:year_copy", args=[2026])

    def test_shows_the_day_and_what_it_led_to(self, client, town, radio):
        for _ in range(2):
            make_inquiry(town, activity=radio)
        page = client.get(self.ADDRESS).content.decode()
        assert "10–16 mars 2027" in page
        assert "2 anmälningar för 1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}kr" in page
        assert f'value="activity-{radio.pk}" checked' in page

    def test_by_the_other_rule(self, client, radio):
        page = client.get(self.ADDRESS, {"regel": "date"}).content.decode()
        assert "4–10 mars 2027" in page
        assert '<input type="hidden" name="rule" value="date">' in page

    def test_what_was_chosen_is_copied(self, client, radio, committee):
        typed = {"rule": "week", "chosen": [f"activity-{radio.pk}"]}
        answer = client.post(self.ADDRESS, typed)
        assert answer["Location"] == reverse("planning:year", args=[2027])
        assert Activity.objects.filter(copied_from=radio).exists()
        assert not YearEntry.objects.filter(copied_from=committee).exists()
        page = client.get(answer["Location"]).content.decode()
        assert "1 rad är kopierad." in page
        assert "året före: inga anmälningar" in page

    def test_what_is_copied_already_says_so(self, client, town, jonas, radio):
        copied(town, jonas, radio)
        page = client.get(self.ADDRESS).content.decode()
        assert "Kopierad" in page
        assert f'value="activity-{radio.pk}"' not in page

    def test_nothing_chosen_is_told_and_stays_unchosen(self, client, radio):
        answer = client.post(self.ADDRESS, {"rule": "week"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Det som återkommer: välj en rad eller flera." in page
        assert f'value="activity-{radio.pk}">' in page

    @pytest.mark.parametrize("chosen", ["activity-987654", "x", "activity-x"])
    def test_a_row_that_is_not_there_is_told(self, client, radio, chosen):
        answer = client.post(self.ADDRESS, {"rule": "week", "chosen": [chosen]})
        assert answer.status_code == 422

    def test_there_is_no_year_to_copy_the_last_one_to(self, client):
        assert client.get("/desk/kampanjer/ar/2099/kopiera/").status_code == 404

    def test_where_nothing_comes_back_it_says_how_it_would(self, client):
        page = client.get(self.ADDRESS).content.decode()
        assert "Inget i 2026 återkommer varje år." in page


class TestEntries:
    TYPED = {
        "name": "Nämnden",
        "kind": "committee",
        "starts_on": "2026-05-12",
        "ends_on": "",
        "owner_function": "enhetschef",
        "is_yearly": "on",
    }

    def test_one_is_written_down_and_audited(self, client, town):
        answer = client.post(reverse("planning:entry_new", args=[2026]), self.TYPED)
        assert answer["Location"] == reverse("planning:year", args=[2026])
        made = YearEntry.objects.get()
        assert (made.municipality, made.owner_function) == (town, "enhetschef")
        assert Entry.objects.about(made).get().action == "added-year-entry"

    def test_a_form_sent_twice_gives_one(self, client):
        address = reverse("planning:entry_new", args=[2026])
        for _press in range(2):
            assert client.post(address, self.TYPED).status_code == 302
        assert YearEntry.objects.count() == 1
        client.post(address, {**self.TYPED, "starts_on": "2026-05-13"})
        assert YearEntry.objects.count() == 2

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"name": ""}, "Namn: skriv vad det är."),
            ({"kind": "x"}, "Slag: välj ett i listan."),
            ({"starts_on": ""}, "Börjar: skriv första dagen."),
            ({"ends_on": "2026-01-01"}, "Slutdagen kan inte komma före startdagen."),
            ({"name": "x" * 81}, "Namn: skriv högst 80 tecken. Du har skrivit 81."),
            ({"starts_on": "0026-05-12"}, "Välj en dag mellan 2000 och 2099."),
            ({"ends_on": "9999-12-31"}, "Välj en dag mellan 2000 och 2099."),
        ],
    )
    def test_one_that_cannot_be_is_told_and_kept(self, client, typed, told):
        path = reverse("planning:entry_new", args=[2026])
        answer = client.post(path, {**self.TYPED, **typed})
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "enhetschef" in answer.content.decode()
        assert not YearEntry.objects.exists()

    def test_one_is_changed_and_only_what_differs_is_audited(self, client, committee):
        path = reverse("planning:entry_edit", args=[committee.pk])
        client.post(path, {**self.TYPED, "owner_function": "nämndsekreterare"})
        committee.refresh_from_db()
        assert committee.owner_function == "nämndsekreterare"
        assert Entry.objects.about(committee).get().fields == ["owner_function"]

    def test_one_that_is_removed_may_be_copied_anew(
        self, client, town, jonas, committee
    ):
        copied(town, jonas, committee)
        copy = committee.copied_to
        answer = client.post(reverse("planning:entry_remove", args=[copy.pk]))
        assert answer["Location"] == reverse("planning:year", args=[2027])
        assert copied(town, jonas, committee) == 1

    def test_another_town_s_is_not_found(self, client):
        foreign = YearEntry.objects.create(
            municipality=make_municipality(), name="X", starts_on=WEDNESDAY
        )
        for name in ("entry_edit", "entry_remove"):
            path = reverse(f"planning:{name}", args=[foreign.pk])
            assert client.post(path, self.TYPED).status_code == 404
        assert YearEntry.objects.get() == foreign
