"""Homes that recommend us: a code of their own, counts without names, erasure."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Entry
from campaigns.codes import suggest_code
from campaigns.models import (
    Activity,
    Ambassador,
    Campaign,
    CampaignTask,
    Channel,
    DailyCounts,
    Letter,
)
from campaigns.qr import link_of
from campaigns.services import ambassadors as services
from campaigns.services.ambassadors import NotNow
from campaigns.services.letters import send_letter
from campaigns.services.tasks import thank_for
from messaging.models import Message
from messaging.neutrality import is_neutral
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_ambassador,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HOMES = "/desk/kampanjer/ambassadorer/"
HOME = {
    "name": "Familjen på Storgatan",
    "email": "hem@example.se",
    "phone": "070-174 06 12",
    "postal_lines": "Storgatan 1\n123 45 Ekebacka",
    "language": "sv",
}


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun", domain="ekebacka.se")


@pytest.fixture
def maria(town):
    return make_staff_member(town, "communicator")


@pytest.fixture
def client(maria):
    return client_of(maria)


@pytest.fixture
def home(town):
    return make_ambassador(town, name="Familjen på Storgatan")


def text_of(page):
    return page.content.decode()


def page_of(client, home):
    return text_of(client.get(reverse("campaigns:ambassador", args=[home.pk])))


class TestAdding:
    def test_a_home_gets_an_activity_of_its_own_in_the_standing_campaign(
        self, client, town
    ):
        for name in ("Familjen på Storgatan", "Anna och Per"):
            assert client.post(f"{HOMES}ny/", {**HOME, "name": name}).status_code == 302
        first, second = Ambassador.objects.order_by("pk")
        assert first.activity != second.activity
        assert Campaign.objects.get().name == "Våra ambassadörer"
        channel = first.activity.channel
        assert (channel.kind, channel.municipality) == ("ambassador", town)
        assert Entry.objects.about(first).get().action == "added-ambassador"

    def test_the_municipality_s_own_channel_and_campaign_are_used(self, town):
        channel = Channel.objects.create(
            municipality=town, kind="ambassador", name="Ryktet"
        )
        campaign = Campaign.objects.create(
            municipality=town, name="Våra ambassadörer", starts_on=NOON.date()
        )
        activity = make_ambassador(town).activity
        assert (activity.channel, activity.campaign) == (channel, campaign)
        campaign.name = "De som tipsar"
        campaign.save()
        assert make_ambassador(town).activity.campaign == campaign

    def test_the_activity_tells_nobody_s_name(self, home):
        assert home.activity.name == f"Ambassadör {home.activity.code}"

    def test_home_and_activity_come_together_or_not_at_all(
        self, town, maria, monkeypatch
    ):
        def fail(*args, **options):
            raise RuntimeError

        monkeypatch.setattr("campaigns.services.ambassadors.record", fail)
        with pytest.raises(RuntimeError):
            make_ambassador(town)
        assert not Activity.objects.exists()

    def test_a_code_that_is_taken_at_the_same_moment_is_drawn_anew(
        self, town, monkeypatch
    ):
        make_activity(code="ratel7")
        codes = iter(["ratel7", suggest_code()])
        monkeypatch.setattr(
            "campaigns.services.ambassadors.suggest_code", lambda: next(codes)
        )
        assert make_ambassador(town).activity.code != "ratel7"

    @pytest.mark.django_db(transaction=True)
    def test_many_at_once_share_one_campaign(self):
        town = make_municipality()

        def add(_number):
            try:
                make_ambassador(town)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(add, range(8)))
        assert Ambassador.objects.count() == 8
        assert Campaign.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"name": "  "}, "Hemmets namn: ange det."),
            ({"email": "hem"}, "E-postadress: skriv en adress"),
            ({"phone": "12"}, "Telefonnummer: skriv det med riktnummer"),
        ],
    )
    def test_what_is_wrong_is_told(self, client, typed, told):
        answer = client.post(f"{HOMES}ny/", {**HOME, **typed})
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert "Storgatan 1" in text_of(answer)

    def test_a_form_sent_twice_gives_one_home(self, client):
        sent = [client.post(f"{HOMES}ny/", HOME) for _press in range(2)]
        assert [each.status_code for each in sent] == [302, 422]
        assert "ni har redan ett hem med det namnet" in text_of(sent[1])
        assert (Ambassador.objects.count(), Activity.objects.count()) == (1, 1)

    def test_the_name_of_an_erased_home_or_another_town_s_is_free(
        self, client, maria, town
    ):
        make_ambassador(name=HOME["name"])
        client.post(f"{HOMES}ny/", HOME)
        first = Ambassador.objects.get(activity__municipality=town)
        services.erase_ambassador(first, by=maria, at=NOON)
        assert client.post(f"{HOMES}ny/", HOME).status_code == 302


class TestThePage:
    def test_shows_counts_by_month_and_nobody_s_name(self, client, home):
        DailyCounts.objects.create(
            municipality=home.municipality,
            activity=home.activity,
            day=NOON.date(),
            visits=7,
        )
        make_inquiry(home.municipality, activity=home.activity)
        make_inquiry(home.municipality, activity=home.activity, stage="spam")
        make_inquiry(home.municipality)
        page = page_of(client, home)
        assert "<b>7</b> besök via länken" in page
        assert "<b>1</b> anmälningar via länken" in page
        assert "mars 2026" in page
        assert "Anna Holm" not in page

    def test_a_list_of_hundred_takes_as_many_statements_as_of_one(
        self, client, town, home
    ):
        def statements():
            client.get(HOMES)
            with CaptureQueriesContext(connection) as captured:
                assert "Familjen på Storgatan" in text_of(client.get(HOMES))
            return len(captured)

        few = statements()
        for _ in range(40):
            make_ambassador(town)
        assert statements() == few

    def test_the_list_counts_each_home_s_own(self, client, town, home):
        other = make_ambassador(town)
        for number, each in enumerate((home, other), start=1):
            for _ in range(number):
                make_inquiry(town, activity=each.activity)
            for day in (1, 2):
                DailyCounts.objects.create(
                    municipality=town,
                    activity=each.activity,
                    day=NOON.date().replace(day=day),
                    visits=10 * number,
                )
        page = text_of(client.get(HOMES))
        for figure in (1, 20, 2, 40):
            assert f"</span>{figure}</td>" in page

    def test_recruiters_read_and_planners_change(self, town, home):
        recruiter = client_of(make_staff_member(town))
        page = page_of(recruiter, home)
        assert "Radera" not in page
        address = reverse("campaigns:ambassador_edit", args=[home.pk])
        assert recruiter.get(address).status_code == 403

    def test_an_empty_list_says_what_an_ambassador_is(self, client):
        assert "Inga ambassadörer än." in text_of(client.get(HOMES))


class TestResting:
    def move(self, client, home, **typed):
        client.post(reverse("campaigns:ambassador_status", args=[home.pk]), typed)
        home.refresh_from_db()
        home.activity.refresh_from_db()

    @pytest.mark.parametrize("status", ["paused", "retired"])
    def test_the_link_lives_on(self, client, home, status):
        self.move(client, home, status=status)
        assert home.status == status
        assert home.activity.link_ends_on is None

    def test_unless_it_is_closed(self, client, home):
        self.move(client, home, status="retired", closes_link="on")
        assert home.activity.link_ends_on is not None
        self.move(client, home, status="active")
        assert home.activity.link_ends_on is None

    def test_nonsense_changes_nothing(self, client, home):
        self.move(client, home, status="gone")
        assert home.status == "active"

    def test_the_same_again_leaves_no_trace(self, home, maria):
        services.move_ambassador(home, "active", by=maria, at=NOON)
        assert Entry.objects.about(home).count() == 1

    def test_it_asks_for_letters_again(self, client, home):
        Ambassador.objects.filter(pk=home.pk).update(unsubscribed_at=NOON)
        client.post(reverse("campaigns:ambassador_subscribe", args=[home.pk]))
        home.refresh_from_db()
        assert home.unsubscribed_at is None


class TestErasing:
    def test_name_and_address_go_and_the_figures_stand(self, client, home, maria):
        make_inquiry(home.municipality, activity=home.activity)
        thank_for(home.activity_id, at=NOON)
        CampaignTask.objects.update(note="Ring Per.")
        client.post(reverse("campaigns:ambassador_erase", args=[home.pk]))
        home.refresh_from_db()
        assert (home.name, home.email, home.postal_lines) == ("", "", "")
        task = CampaignTask.objects.get()
        assert (task.note, task.done_by) == ("", maria)
        page = page_of(client, home)
        assert "<b>1</b> anmälningar via länken" in page
        assert "Storgatan" not in page
        assert "Familjen" not in text_of(client.get(HOMES))
        assert home.activity.link_ends_on is None

    def test_the_audit_holds_no_name(self, client, home):
        client.post(reverse("campaigns:ambassador_erase", args=[home.pk]))
        for entry in Entry.objects.about(home):
            assert "Storgatan" not in str(vars(entry))
        assert Entry.objects.about(home).filter(action="erased-ambassador").exists()

    def test_what_was_written_to_it_is_emptied_and_stopped(self, home, maria):
        other = make_ambassador(home.municipality)
        letter = Letter.objects.create(
            municipality=home.municipality, subject="Tack", body="{namn}", made_at=NOON
        )
        send_letter(letter, by=maria, at=NOON)
        services.erase_ambassador(home, by=maria, at=NOON, closes_link=True)
        erased = Message.objects.get(recipient_key=f"ambassador:{home.pk}")
        assert (erased.recipient, erased.body, erased.status) == ("", "", "cancelled")
        kept = Message.objects.get(recipient_key=f"ambassador:{other.pk}")
        assert (kept.recipient, kept.status) == (other.email, "queued")
        home.activity.refresh_from_db()
        assert home.activity.link_ends_on == NOON.date()

    def test_what_is_erased_is_changed_no_more(self, client, home, maria):
        services.erase_ambassador(home, by=maria, at=NOON)
        for act in (
            lambda: services.erase_ambassador(home, by=maria, at=NOON),
            lambda: services.move_ambassador(home, "active", by=maria, at=NOON),
            lambda: services.change_ambassador(home, {}, by=maria, at=NOON),
        ):
            with pytest.raises(NotNow):
                act()
        for name in ("edit", "status", "erase"):
            address = reverse(f"campaigns:ambassador_{name}", args=[home.pk])
            answer = client.post(address, {"status": "active"}, follow=True)
            assert "Hemmet är raderat." in text_of(answer)

    def test_the_row_itself_is_named_or_erased(self, home):
        homes = Ambassador.objects.filter(pk=home.pk)
        with pytest.raises(IntegrityError, match="named_or_erased"):
            homes.update(name="")


class TestChanging:
    def test_only_what_differs_is_audited(self, client, home):
        typed = {**HOME, "name": home.name}
        client.post(reverse("campaigns:ambassador_edit", args=[home.pk]), typed)
        entry = Entry.objects.about(home).get(action="changed-ambassador")
        assert entry.fields == ["email", "phone", "postal_lines"]

    def test_a_letter_that_waits_leaves_to_the_new_address(self, home, maria):
        letter = Letter.objects.create(
            municipality=home.municipality, subject="Tack", body="Hej", made_at=NOON
        )
        send_letter(letter, by=maria, at=NOON)
        new = {"email": "ny@example.se"}
        services.change_ambassador(home, new, by=maria, at=NOON)
        assert Message.objects.get().recipient == "ny@example.se"
        Message.objects.update(status="dead", last_error="bounced")
        services.change_ambassador(
            home, {"email": "nyast@example.se"}, by=maria, at=NOON
        )
        assert Message.objects.get().recipient == "nyast@example.se"

    def test_without_an_address_it_does_not_leave(self, home, maria):
        letter = Letter.objects.create(
            municipality=home.municipality, subject="Tack", body="Hej", made_at=NOON
        )
        send_letter(letter, by=maria, at=NOON)
        services.change_ambassador(home, {"email": ""}, by=maria, at=NOON)
        message = Message.objects.get()
        assert (message.status, message.last_error) == ("cancelled", "address-gone")


class TestTheCard:
    def test_there_are_eight_on_a_tagged_a4_and_none_gives_the_household_away(
        self, client, home
    ):
        address = reverse("campaigns:ambassador_card", args=[home.pk])
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert "Storgatan" not in answer["Content-Disposition"]
        document = PdfReader(BytesIO(answer.content))
        (page,) = document.pages
        width, height = (float(each) / 72 * 25.4 for each in page.mediabox[2:])
        assert (round(width), round(height)) == (210, 297)
        text = page.extract_text()
        short = link_of(home.activity).removeprefix("https://")
        assert text.count(short) == 8
        assert short == f"ekebacka.se/t/{home.activity.code}"
        assert text.count("Ekebacka kommun") == 8
        assert "Storgatan" not in text
        assert is_neutral(text)
        assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]

    def test_it_is_in_the_home_s_own_language(self, client, home):
        Ambassador.objects.filter(pk=home.pk).update(language="en")
        address = reverse("campaigns:ambassador_card", args=[home.pk])
        answer = client.get(address)
        text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
        assert "Room for one" in text
