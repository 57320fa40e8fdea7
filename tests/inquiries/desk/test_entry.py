import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.models import Channel
from followups.models import Promise
from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from inquiries.services.lost_links import ask_for_link, send_wanted
from messaging.models import Message
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
NEW = reverse("inquiries:new")


def typed(**fields):
    return {
        "received_on": "2026-03-11",
        "received_time": "12:00",
        "source": "phone",
        "name": "Anna Holm",
        "phone": "070-174 06 12",
        "wish": "soon",
        "language": "sv",
        "form_key": str(uuid.uuid4()),
        **fields,
    }


def test_the_page_is_filled_in_with_now_and_begins_at_the_name(desk):
    text = desk.get(NEW).content.decode()
    assert 'value="2026-03-11"' in text
    assert 'value="12:00"' in text
    assert text.count("autofocus") == 1


def test_it_is_saved_with_its_promise_and_opened(desk, maria):
    response = desk.post(NEW, typed(note="Ringde växeln."))
    inquiry = Inquiry.objects.get()
    assert response.url == reverse("inquiries:record", args=[inquiry.pk])
    assert (inquiry.source, inquiry.received_at) == ("phone", NOON)
    assert str(inquiry.contact.phone) == "+46701740612"
    assert inquiry.notes.get().text == "Ringde växeln."
    text = desk.get(response.url).content.decode()
    assert f"{inquiry.number} Anna Holm är sparad. Lovat senast" in text


@pytest.mark.parametrize(
    ("spoken", "written", "words"),
    [
        ("en", "en", "will call you by"),
        ("sv", "sv", "ringer dig senast"),
        ("so", "sv", "ringer dig senast"),  # no texts in Somali yet
    ],
)
def test_the_family_is_written_to_in_its_language_where_we_have_it(
    desk, spoken, written, words
):
    desk.post(NEW, typed(language=spoken, email="anna@example.se"))
    assert Inquiry.objects.get().page_language == written
    receipts = Message.objects.filter(kind="receipt")
    assert {each.channel for each in receipts} == {"email", "sms"}
    assert all(words in each.body for each in receipts)


def test_the_promise_runs_from_when_it_came_in(desk):
    desk.post(NEW, typed(received_on="2026-03-10", received_time="15.00"))
    inquiry = Inquiry.objects.get()
    assert inquiry.received_at == NOON - timedelta(hours=21)
    assert inquiry.registered_at == NOON
    assert Promise.objects.get().due_at < NOON + timedelta(days=1)


def test_a_promise_that_ran_out_already_is_told_before_saving(desk):
    fields = typed(received_on="2026-03-02", received_time="09:00", note="Mässan")
    response = desk.post(NEW, fields)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Tryck på Spara igen om tiden stämmer." in text
    assert "Mässan" in text
    assert not Inquiry.objects.exists()
    overdue = re.search(r'name="overdue" value="([^"]+)"', text)
    saved = desk.post(NEW, {**fields, "overdue": overdue[1]}, follow=True)
    assert "är sparad. Ring genast." in saved.content.decode()
    assert Inquiry.objects.get().received_at.date() == NOON.date() - timedelta(days=9)


def test_what_was_confirmed_for_one_time_is_not_confirmed_for_another(desk):
    fields = typed(received_on="2026-03-02", received_time="09:00")
    overdue = desk.post(NEW, fields).context["overdue"]
    other = {**fields, "received_on": "2026-03-03", "overdue": overdue}
    assert desk.post(NEW, other).status_code == 422


def test_save_and_another_begins_anew(desk):
    assert desk.post(NEW, typed(another="1")).url == NEW
    assert Inquiry.objects.count() == 1


class TestAMessageFromSocialMedia:
    SOCIAL = f"{NEW}?kalla=social_media"

    def test_a_link_chooses_the_source_and_only_a_known_one(self, desk):
        chosen = '<option value="social_media" selected>'
        text = desk.get(self.SOCIAL).content.decode()
        assert chosen in text
        assert "be om ett nummer eller en adress" in text
        for strange in ("form", "x", "\u202e", "9" * 5000):
            text = desk.get(NEW, {"kalla": strange}).content.decode()
            assert '<option value="phone" selected>' in text

    def test_its_words_are_the_family_s_own_from_when_they_came(self, desk, maria):
        words = "Hej! Vi är två vuxna\nmed plats för ett barn."
        desk.post(
            self.SOCIAL,
            typed(
                source="social_media", received_time="09:15", words=words, note="Ring."
            ),
        )
        inquiry = Inquiry.objects.get()
        theirs, ours = inquiry.notes.order_by("written_at")
        assert (theirs.author, theirs.text) == (None, words)
        assert (
            theirs.written_at == inquiry.received_at == NOON.replace(hour=9, minute=15)
        )
        assert (ours.author, ours.written_at) == (maria, NOON)
        page = desk.get(reverse("inquiries:record", args=[inquiry.pk])).content.decode()
        assert "Vi är två vuxna" in page

    def test_they_go_when_the_person_is_erased(self, desk, maria):
        desk.post(
            self.SOCIAL, typed(source="social_media", words="Hej från Anna Holm!")
        )
        inquiry = Inquiry.objects.get()
        erase_person(inquiry, by=maria, at=NOON, reason="På egen begäran.")
        assert not inquiry.notes.exists()
        page = desk.get(reverse("inquiries:record", args=[inquiry.pk])).content.decode()
        assert "Hej från" not in page

    def test_four_thousand_characters_are_kept_whole_and_more_are_told(self, desk):
        words = "å" * 4000
        desk.post(self.SOCIAL, typed(words=words))
        assert Inquiry.objects.get().notes.get().text == words
        answer = desk.post(self.SOCIAL, typed(words=words + "x"))
        assert answer.status_code == 422
        assert "Högst 4000 tecken; det är 4001." in answer.content.decode()
        assert Inquiry.objects.count() == 1

    def test_the_channel_alone_is_known_where_no_activity_is(self, desk, municipality):
        Channel.objects.create(
            municipality=municipality, name="Vår Insta", kind="instagram"
        )
        Channel.objects.create(municipality=municipality, name="Kyrkan", kind="other")
        text = desk.get(self.SOCIAL).content.decode()
        assert '<option value="kind-instagram">Vår Insta</option>' in text
        assert "kind-other" not in text
        desk.post(self.SOCIAL, typed(activity="kind-instagram"))
        inquiry = Inquiry.objects.get()
        assert (inquiry.activity, inquiry.tracked_kind) == (None, "instagram")
        page = desk.get(reverse("inquiries:record", args=[inquiry.pk])).content.decode()
        assert "Instagram, där de hörde av sig" in page

    @pytest.mark.parametrize("value", ["kind-", "kind-radio", "kind-x", "kind-9"])
    def test_a_channel_that_is_not_offered_cannot_be_chosen(self, desk, value):
        assert desk.post(self.SOCIAL, typed(activity=value)).status_code == 422

    def test_another_one_begins_with_the_same_source(self, desk):
        answer = desk.post(self.SOCIAL, typed(source="social_media", another="1"))
        assert answer.url == self.SOCIAL
        assert desk.post(f"{NEW}?kalla=//x", typed(another="1")).url == NEW


def test_a_double_click_is_one_inquiry(desk):
    fields = typed()
    assert desk.post(NEW, fields).url == desk.post(NEW, fields).url
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"received_time": "12:01"}, "tiden får inte ligga i framtiden."),
        ({"received_on": "2026-03-12"}, "tiden får inte ligga i framtiden."),
        ({"received_on": "i går"}, "Skriv dagen så här: 2026-03-12."),
        ({"received_time": ""}, "Klockan"),
        ({"name": ""}, "Namn: skriv vad de heter."),
        ({"phone": ""}, "skriv ett, eller en e-postadress."),
        ({"phone": "112"}, "112"),
        ({"source": "form"}, "Källa"),
        ({"language": "xx"}, "Språk"),
        ({"owner": "999999"}, "Vem ringer"),
        ({"activity": "999999"}, "Aktivitet"),
        ({"form_key": "x"}, ""),
        ({"note": "N" * 4001}, "N" * 4001),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(desk, fields, words):
    response = desk.post(NEW, typed(**{"email": "", "diary": "x", **fields}))
    assert response.status_code == 422
    text = response.content.decode()
    assert words in text
    assert "<title>Fel:" in text
    assert fields.get("name", "Anna Holm") in text
    assert not Inquiry.objects.exists()


def test_everything_known_is_kept(desk, municipality, ali):
    activity = make_activity(municipality)
    desk.post(
        NEW,
        typed(
            source="event",
            email="anna@example.se",
            wanted_assignments=["foster_home", "contact_family"],
            wish="write",
            language="ar",
            needs_interpreter="on",
            activity=str(activity.pk),
            told_channel=str(activity.channel.pk),
            owner=str(ali.pk),
        ),
    )
    inquiry = Inquiry.objects.get()
    assert inquiry.wanted_assignments == ["foster_home", "contact_family"]
    assert (inquiry.wish, inquiry.language) == ("write", "ar")
    assert inquiry.needs_interpreter
    assert (inquiry.activity, inquiry.told_channel) == (activity, activity.channel)
    assert inquiry.owner == ali


def test_another_municipality_s_activity_cannot_be_chosen(desk):
    activity = make_activity(make_municipality())
    assert desk.post(NEW, typed(activity=str(activity.pk))).status_code == 422


def test_typing_in_is_for_those_who_call(client, municipality):
    assert client.get(NEW).status_code == 302
    for role in ("communicator", "administrator"):
        staff = make_staff_member(municipality, role)
        assert client_of(staff).get(NEW).status_code == 403
        assert client_of(staff).post(NEW, typed()).status_code == 403
    assert not Inquiry.objects.exists()


def test_a_link_is_found_again_by_the_address_that_the_desk_typed_in(desk):
    desk.post(NEW, typed(email="Anna.Holm@Example.se", phone=""))
    inquiry = Inquiry.objects.get()
    ask_for_link([inquiry.municipality], "anna.holm@example.se", at=NOON)
    send_wanted(NOON)
    link = Message.objects.get(kind="link")
    assert (link.inquiry, link.recipient) == (inquiry, "anna.holm@example.se")
