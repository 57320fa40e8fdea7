"""The register of content at the desk: pages, uploads, refusals by name, who looked."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from audit.models import Entry
from campaigns.models import (
    Appearance,
    CampaignTask,
    Channel,
    Consent,
    Content,
    ContentUse,
    Person,
)
from campaigns.services.consents import withdraw
from campaigns.services.content import change_person, erase_person
from organisation.models import Role
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_appearance,
    make_consent,
    make_content,
    make_municipality,
    make_staff_member,
    make_use,
)

pytestmark = pytest.mark.django_db
CONTENT = "/desk/kampanjer/innehall/"
PEOPLE = f"{CONTENT}medverkande/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def maria(town):
    return make_staff_member(town, "communicator")


@pytest.fixture
def client(maria):
    return client_of(maria)


@pytest.fixture
def per(town):
    return make_appearance(make_content(town, title="Filmen om Holms"))


def text_of(page):
    return page.content.decode()


def address(name, *arguments):
    return reverse(f"campaigns:{name}", args=arguments)


def today(days=0):
    return timezone.localdate() + days * DAY


def picture(width=2400, height=1200, **options):
    written = BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "JPEG", **options)
    return SimpleUploadedFile("holms.jpg", written.getvalue(), "image/jpeg")


class TestWhoMaySee:
    @pytest.mark.parametrize("role", Role.values)
    def test_communicators_managers_and_administrators(self, town, per, role):
        client = client_of(make_staff_member(town, role))
        expected = 403 if role == "recruiter" else 200
        for path in (CONTENT, PEOPLE, f"{PEOPLE}{per.person_id}/"):
            assert client.get(path).status_code == expected
        page = text_of(client.get(address("tasks")))
        assert (CONTENT in page) == (role != "recruiter")

    def test_whoever_reads_a_person_s_page_is_written_down(self, client, per, maria):
        for name in ("person", "person_edit", "person_withdraw"):
            client.get(address(name, per.person_id))
        entries = Entry.objects.about(per.person)
        assert [each.action for each in entries] == ["read"] * 3
        assert {each.actor_id for each in entries} == {maria.pk}


class TestTheRegister:
    def test_a_picture_is_drawn_anew_and_served_at_the_desk_only(self, client):
        typed = {"title": "Bilden", "kind": "picture", "picture": picture()}
        assert client.post(f"{CONTENT}nytt/", typed).status_code == 302
        content = Content.objects.get()
        assert content.file.name.startswith("content/")
        assert "holms" not in content.file.name
        answer = client.get(address("content_picture", content.pk))
        with Image.open(BytesIO(answer.content)) as shown:
            assert (shown.format, shown.size) == ("JPEG", (1600, 800))
        assert "no-store" in answer["Cache-Control"]
        stranger = client_of(make_staff_member(role="communicator"))
        path = address("content_picture", content.pk)
        assert stranger.get(path).status_code == 404

    def test_where_it_was_taken_is_not_kept(self, client):
        exif = Image.Exif()
        exif[0x010E] = "at home, 57.7 N"
        typed = {"title": "B", "kind": "picture", "picture": picture(exif=exif)}
        client.post(f"{CONTENT}nytt/", typed)
        with default_storage.open(Content.objects.get().file.name) as kept:
            assert b"at home" not in kept.read()

    @pytest.mark.parametrize("bytes_", [b"GIF89a", b"<svg/>", b""])
    def test_what_is_no_picture_is_refused_and_the_rest_kept(self, client, bytes_):
        file = SimpleUploadedFile("x.jpg", bytes_, "image/jpeg")
        typed = {"title": "Bilden av vardag", "kind": "picture", "picture": file}
        answer = client.post(f"{CONTENT}nytt/", typed)
        assert answer.status_code == 422
        assert "Bild: välj en JPEG, PNG eller WebP" in text_of(answer)
        assert "Bilden av vardag" in text_of(answer)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"title": " "}, "Titel: ange en."),
            ({"kind": ""}, "Slag: välj ett."),
            ({"address": ""}, "Ge en bild, en webbadress eller en text"),
            ({"address": "inte en adress"}, "Webbadress: skriv den som"),
        ],
    )
    def test_what_is_wrong_is_told(self, client, typed, told):
        typed = {"title": "F", "kind": "film", "address": "example.se/f", **typed}
        answer = client.post(f"{CONTENT}nytt/", typed)
        assert answer.status_code == 422
        assert told in text_of(answer)

    def test_a_change_is_saved_and_a_new_picture_takes_the_old_one_s_place(
        self, client, django_capture_on_commit_callbacks
    ):
        typed = {"title": "Bilden", "kind": "picture", "picture": picture()}
        client.post(f"{CONTENT}nytt/", typed)
        content = Content.objects.get()
        old = content.file.name
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                address("content_edit", content.pk),
                {"title": "Bilden två", "kind": "picture", "picture": picture()},
            )
        content.refresh_from_db()
        assert content.title == "Bilden två"
        assert content.file.name != old
        assert not default_storage.exists(old)
        client.post(
            address("content_edit", content.pk),
            {"title": "Bilden tre", "kind": "picture"},
        )
        content.refresh_from_db()
        assert default_storage.exists(content.file.name)

    def test_removed_its_title_and_history_stay(
        self, client, django_capture_on_commit_callbacks
    ):
        typed = {"title": "Bilden", "kind": "picture", "picture": picture()}
        client.post(f"{CONTENT}nytt/", typed)
        content = Content.objects.get()
        name = content.file.name
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address("content_remove", content.pk))
        assert not default_storage.exists(name)
        assert client.get(address("content_picture", content.pk)).status_code == 404
        page = text_of(client.get(address("content", content.pk)))
        assert "Borttaget" in page
        assert "Bilden" not in text_of(client.get(CONTENT))
        for name in ("content_edit", "appearance_new"):
            answer = client.get(address(name, content.pk), follow=True)
            assert "Innehållet är borttaget." in text_of(answer)

    def test_a_file_that_is_gone_is_not_found(self, client, town):
        content = make_content(town, file="content/nowhere.jpg")
        assert client.get(address("content_picture", content.pk)).status_code == 404

    def test_what_is_shown_is_not_removed(self, client, per):
        make_consent(per)
        make_use(per.content)
        answer = client.post(address("content_remove", per.content_id), follow=True)
        assert "Avsluta det först." in text_of(answer)

    def test_lists_take_as_many_statements_for_a_hundred_as_for_one(
        self, client, town, per
    ):
        def statements():
            counts = []
            for path in (CONTENT, PEOPLE):
                client.get(path)
                with CaptureQueriesContext(connection) as captured:
                    client.get(path)
                counts.append(len(captured))
            return counts

        few = statements()
        for _ in range(40):
            make_appearance(make_content(town))
        assert statements() == few

    def test_a_person_s_page_takes_the_same_for_many_contents(self, client, per):
        def statements():
            client.get(address("person", per.person_id))
            with CaptureQueriesContext(connection) as captured:
                client.get(address("person", per.person_id))
            return len(captured)

        make_consent(per)
        make_use(per.content)
        few = statements()
        for _ in range(25):
            again = make_appearance(make_content(per.municipality), per.person)
            make_consent(again)
            make_use(again.content)
        assert statements() == few

    def test_empty_pages_say_what_they_are_for(self, client):
        assert "Inget innehåll än." in text_of(client.get(CONTENT))
        assert "Ingen är inskriven än." in text_of(client.get(PEOPLE))


class TestWhoAppears:
    def test_somebody_new_is_noted_and_asked_what_they_said_yes_to(self, client, town):
        content = make_content(town)
        path = address("appearance_new", content.pk)
        assert "Aldrig ett barns namn" in text_of(client.get(path))
        answer = client.post(path, {"name": "Per Lind", "relation": "familjehem"})
        added = Appearance.objects.get()
        assert answer["Location"] == address("consent_new", added.pk)
        assert added.person.name == "Per Lind"

    def test_somebody_who_is_known_is_chosen(self, client, town, per):
        content = make_content(town)
        typed = {"known": per.person_id, "name": ""}
        client.post(address("appearance_new", content.pk), typed)
        assert content.appearances.get().person == per.person
        assert Person.objects.count() == 1

    def test_nobody_is_noted_without_a_name(self, client, town):
        content = make_content(town)
        answer = client.post(address("appearance_new", content.pk), {"name": ""})
        assert answer.status_code == 422
        assert "Namn: skriv det, eller välj någon" in text_of(answer)

    def test_nobody_of_another_town_can_be_chosen(self, client, town):
        stranger = make_appearance().person
        path = address("appearance_new", make_content(town).pk)
        assert client.post(path, {"known": stranger.pk}).status_code == 422

    def test_that_nobody_can_be_recognised_is_one_press(self, client, town, per):
        content = make_content(town)
        client.post(address("content_nobody", content.pk))
        page = text_of(client.get(address("content", content.pk)))
        assert "Ingen som går att känna igen syns." in page
        answer = client.post(address("content_nobody", per.content_id), follow=True)
        assert "redan inskriven" in text_of(answer)

    def test_a_mistake_is_taken_back_until_there_is_a_consent(self, client, per):
        path = address("appearance_remove", per.pk)
        make_consent(per)
        assert "det står kvar" in text_of(client.post(path, follow=True))
        anna = make_appearance(per.content, name="Anna")
        client.post(address("appearance_remove", anna.pk))
        assert not Appearance.objects.filter(pk=anna.pk).exists()


class TestAConsent:
    def typed(self, **fields):
        return {
            "places": ["facebook", "print"],
            "wording": "Ni får visa filmen.",
            "given_on": str(today()),
            "how": "paper",
            "reference": "Pärm 3",
            **fields,
        }

    def test_is_noted_for_several_places_at_once(self, client, per):
        path = address("consent_new", per.pk)
        assert client.post(path, self.typed()).status_code == 302
        assert set(Consent.objects.values_list("place", flat=True)) == {
            "facebook",
            "print",
        }
        page = text_of(client.get(address("content", per.content_id)))
        assert "Alla har sagt ja till:" in page
        assert "Facebook, affischer och tryck" in page
        assert "Pärm 3" in page

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"places": []}, "Var: kryssa för minst en plats."),
            ({"places": ["månen"]}, "Var: kryssa för platser i listan."),
            ({"wording": ""}, "Vad personen sa ja till: skriv orden."),
            ({"given_on": "2999-01-01"}, "Gavs den: dagen ligger framåt i tiden."),
            ({"expires_on": "2001-01-01"}, "Gäller till och med: inte före dagen"),
        ],
    )
    def test_what_is_wrong_is_told(self, client, per, typed, told):
        answer = client.post(address("consent_new", per.pk), self.typed(**typed))
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert not Consent.objects.exists()

    def test_the_history_stays_on_the_page(self, client, per):
        for wording in ("Det första.", "Det andra."):
            typed = self.typed(wording=wording, places=["web"])
            client.post(address("consent_new", per.pk), typed)
        page = text_of(client.get(address("content", per.content_id)))
        assert page.index("Det andra.") < page.index("Det första.")
        assert "ett nyare gäller" in page


class TestPlanningAUse:
    def typed(self, **fields):
        return {"place": "instagram", "starts_on": str(today()), **fields}

    def test_is_refused_by_name_and_what_was_typed_is_kept(self, client, per):
        path = address("use_new", per.content_id)
        answer = client.post(path, self.typed(ends_on=str(today(9))))
        assert answer.status_code == 422
        assert "Per Lind har inte sagt ja till Instagram." in text_of(answer)
        assert str(today(9)) in text_of(answer)
        assert not ContentUse.objects.exists()

    def test_with_a_yes_it_is_planned_and_can_be_ended(self, client, per):
        make_consent(per, "instagram")
        path = address("use_new", per.content_id)
        assert client.post(path, self.typed()).status_code == 302
        page = text_of(client.get(address("content", per.content_id)))
        assert "visas nu" in page
        use = ContentUse.objects.get()
        client.post(address("use_stop", use.pk))
        page = text_of(client.get(address("content", per.content_id)))
        assert "det togs ned" in page
        answer = client.post(address("use_stop", use.pk), follow=True)
        assert "redan avslutad" in text_of(answer)

    def test_the_place_follows_from_the_activity_s_channel(self, client, per, town):
        make_consent(per, "print")
        channel = Channel.objects.create(
            municipality=town, kind="poster", name="Affisch"
        )
        activity = make_activity(town, channel=channel)
        path = address("use_new", per.content_id)
        typed = self.typed(place="", activity=activity.pk)
        assert client.post(path, typed).status_code == 302
        use = ContentUse.objects.get()
        assert (use.place, use.activity) == ("print", activity)
        wrong = client.post(path, self.typed(place="web", activity=activity.pk))
        assert "Var: aktiviteten är i en annan kanal, Affisch." in text_of(wrong)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"place": ""}, "Var: välj en plats."),
            ({"place": "månen"}, "Var: välj en i listan."),
            ({"starts_on": ""}, "Från: ange första dagen."),
            ({"ends_on": "2001-01-01"}, "Slutdagen kan inte komma före startdagen."),
            ({"activity": "999999"}, "Aktivitet: välj en i listan."),
        ],
    )
    def test_what_is_wrong_is_told(self, client, per, typed, told):
        answer = client.post(address("use_new", per.content_id), self.typed(**typed))
        assert answer.status_code == 422
        assert told in text_of(answer)

    def test_first_somebody_has_to_look_who_appears(self, client, town):
        path = address("use_new", make_content(town).pk)
        answer = client.post(path, self.typed())
        assert "Skriv först in vilka som syns" in text_of(answer)


class TestAPerson:
    def test_one_page_shows_everywhere(self, client, town, per):
        make_consent(per)
        make_use(per.content)
        again = make_appearance(make_content(town, title="Affischen"), per.person)
        make_consent(again, "print", expires_on=today(10), given_on=today())
        make_use(again.content, "print", starts_on=today(1), ends_on=today(9))
        page = text_of(client.get(address("person", per.person_id)))
        for text in (
            "Filmen om Holms",
            "Affischen",
            "visas nu",
            "planerad",
            "gäller tills det återkallas",
        ):
            assert text in page

    def test_taking_back_opens_a_task_for_each_place(self, client, per):
        for place in ("facebook", "print"):
            make_consent(per, place)
            make_use(per.content, place)
        path = address("person_withdraw", per.person_id)
        page = text_of(client.get(path))
        assert "Filmen om Holms: affischer och tryck" in page
        chosen = list(Consent.objects.values_list("pk", flat=True))
        typed = {"consents": chosen, "withdrawn_on": str(today()), "how": "Telefon"}
        answer = client.post(path, typed, follow=True)
        assert "2 visningar avslutas." in text_of(answer)
        assert text_of(answer).count("ska tas ned") == 2
        tasks = text_of(client.get(address("tasks")))
        assert "Ta ned ”Filmen om Holms”: Facebook" in tasks
        assert "Ta ned ”Filmen om Holms”: affischer och tryck" in tasks
        assert CampaignTask.objects.count() == 2
        answer = client.get(path, follow=True)
        assert "inget samtycke att ta tillbaka" in text_of(answer)

    def test_of_what_is_not_shown_nothing_ends(self, client, per):
        consent = make_consent(per)
        typed = {"consents": [consent.pk], "withdrawn_on": str(today())}
        path = address("person_withdraw", per.person_id)
        page = text_of(client.post(path, typed, follow=True))
        assert "återkallat." in page
        assert "avslutas." not in page

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"consents": []}, "Vad som tas tillbaka: kryssa för minst ett."),
            ({"withdrawn_on": "2999-01-01"}, "dagen ligger framåt i tiden."),
            ({"withdrawn_on": "2001-01-01"}, "inte före dagen då det gavs."),
            ({"withdrawn_on": "i går"}, "Togs tillbaka den: skriv datumet som"),
        ],
    )
    def test_what_is_wrong_is_told(self, client, per, typed, told):
        consent = make_consent(per)
        given = {"consents": [consent.pk], "withdrawn_on": str(today()), **typed}
        answer = client.post(address("person_withdraw", per.person_id), given)
        assert answer.status_code == 422
        assert told in text_of(answer)

    def test_a_consent_of_somebody_else_cannot_be_taken_back_here(self, client, per):
        make_consent(per)
        other = make_consent(make_appearance(per.content, name="Anna"))
        typed = {"consents": [other.pk], "withdrawn_on": str(today())}
        path = address("person_withdraw", per.person_id)
        assert client.post(path, typed).status_code == 422

    def test_a_colleague_s_quicker_hand_is_told(self, client, per, maria, monkeypatch):
        consent = make_consent(per)

        def quicker(consents, *arguments, **options):
            withdraw(consents, *arguments, **options)
            return withdraw(consents, *arguments, **options)

        monkeypatch.setattr("campaigns.views.people.withdraw", quicker)
        typed = {"consents": [consent.pk], "withdrawn_on": str(today())}
        answer = client.post(address("person_withdraw", per.person_id), typed)
        assert "En kollega har redan skrivit in det." in text_of(answer)

    def test_name_and_contact_are_changed_and_erased(self, client, per, maria):
        typed = {"name": "Per Lund", "relation": "granne", "contact": "070"}
        client.post(address("person_edit", per.person_id), typed)
        assert "Per Lund" in text_of(client.get(PEOPLE))
        client.post(address("person_erase", per.person_id))
        assert "Per Lund" not in text_of(client.get(PEOPLE))
        page = text_of(client.get(address("person", per.person_id)))
        assert "Raderad person" in page
        for name in ("person_edit", "person_erase"):
            answer = client.post(address(name, per.person_id), typed, follow=True)
            assert "Personen är raderad." in text_of(answer)

    def test_the_page_warns_before_erasing_whoever_is_still_shown(self, client, per):
        make_consent(per)
        make_use(per.content)
        page = text_of(client.get(address("person", per.person_id)))
        assert "Personen visas fortfarande någonstans." in page

    def test_a_change_that_comes_too_late_is_told(self, client, per, monkeypatch):
        def late(person, *arguments, **options):
            erase_person(person, **options)
            return change_person(person, *arguments, **options)

        monkeypatch.setattr("campaigns.views.people.change_person", late)
        typed = {"name": "Per", "relation": "", "contact": ""}
        answer = client.post(address("person_edit", per.person_id), typed, follow=True)
        assert "Personen är raderad." in text_of(answer)


def test_consents_that_ended_or_soon_end_are_told_apart(client, per):
    make_consent(per, "web", expires_on=today(-1), given_on=NOON.date())
    make_consent(per, "radio", expires_on=today(5), given_on=NOON.date())
    make_consent(per, "press", expires_on=today(99), given_on=NOON.date())
    page = text_of(client.get(address("content", per.content_id)))
    assert "gick ut" in page
    assert 'data-state="soon">gäller till och med' in page
    assert 'data-state="done">gäller till och med' in page
