"""UTM parameters: understood, cut short, and never about a person."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns import utm
from campaigns.models import Channel, DailyCounts
from campaigns.models.slug import Slug
from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from organisation.models import Role
from tests.inquiries.public.filling import EXPRESS, WHAT, WHO, fill_in, token_in
from tests.make import NOON, make_activity, make_municipality, make_staff_member

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"}


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture
def town(db):
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    return town


def test_all_five_are_read_in_one_form():
    told = utm.read(
        {
            "utm_source": "  Face\u200bBook ",
            "utm_medium": "PAID  social",
            "utm_campaign": "HÖSTEN",
            "utm_term": "familjehem",
            "utm_content": "ﬁlm",
            "utm_id": "7",
            "other": "x",
        }
    )
    assert told == {
        "source": "facebook",
        "medium": "paid social",
        "campaign": "hösten",
        "term": "familjehem",
        "content": "film",
    }


@pytest.mark.parametrize(
    "personal",
    [
        "anna.holm@example.se",
        "anna.holm%40example.se",
        "070-174 06 12",
        "+46701740612",
        "46701740612",
        "19700101-1234",
        "700101-1234",
        "700101+1234",
        "197001011234",
        "brev till 7001011234",
    ],
)
def test_what_might_tell_who_somebody_is_is_left_out(personal):
    assert utm.read({"utm_content": personal, "utm_source": "x"}) == {"source": "x"}


@pytest.mark.parametrize(
    "kept", ["120210123456789012", "21437465321", "2026-03-01", "v12", "hösten 2026"]
)
def test_numbers_of_campaigns_and_days_stay(kept):
    assert utm.read({"utm_campaign": kept}) == {"campaign": kept}


@given(st.text(), st.text())
def test_whatever_stands_there_is_short_and_in_one_line(source, content):
    told = utm.read({"utm_source": source, "utm_content": content})
    for text in told.values():
        assert 0 < len(text) <= utm.LONGEST
        assert text == " ".join(text.split())
        assert "@" not in text


@pytest.mark.parametrize(
    ("source", "medium", "kind"),
    [
        ("facebook", "", "facebook"),
        ("l.facebook.com", "paid", "facebook"),
        ("www.facebook.com", "", "facebook"),
        ("IG", "", "instagram"),
        ("nyhetsbrev", "email", "letter"),
        ("mailchimp", "", "letter"),
        ("ekebacka", "e-post", "letter"),
        ("TikTok", "video", "other_social"),
        ("Mässa", "", "event"),
        ("google", "cpc", ""),
        ("", "", ""),
    ],
)
def test_the_kind_of_channel_is_known_by_its_source(source, medium, kind):
    told = utm.read({"utm_source": source, "utm_medium": medium})
    assert utm.kind_of(told) == kind


def test_every_kind_that_is_known_is_a_kind():
    assert set(utm.KINDS.values()) <= set(Channel.Kind)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "Poster i Växjö",
        "  --Åh! (2026) – ÉÜ  ",
        "KELVIN \u212a İstanbul Straße Øl",
        "a\u030angström",
        "漢字",
        "",
    ],
)
def test_the_database_makes_the_same_slug(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + Slug.template % {"expressions": "%s::text"},
            [utm.unicodedata.normalize("NFC", name)],
        )
        assert cursor.fetchone() == (utm.slug_of(name),)


def query(**told):
    return {f"utm_{name}": text for name, text in told.items()}


def visits(activity):
    return sum(each.visits for each in DailyCounts.objects.filter(activity=activity))


@pytest.mark.parametrize(
    "told",
    [
        {"campaign": "ratel7"},
        {"content": "RATEL7"},
        {"campaign": "inlagg-i-maj"},
        {"content": "Inlägg i maj!"},
        {"campaign": "annat", "content": "inlägg_i_maj"},
    ],
)
@pytest.mark.parametrize("address", ["/", WHAT, EXPRESS, "/personuppgifter/"])
def test_parameters_that_name_an_activity_are_its_link(client, town, told, address):
    activity = make_activity(town, code="ratel7", name="Inlägg i maj")
    page = client.get(address, query(source="nyhetsbrev", **told), **PHONE)
    assert visits(activity) == 1
    seal = page.content.decode().partition("?k=")[2].partition('"')[0]
    fill_in(client, start=f"{WHAT}?k={seal}")
    inquiry = Inquiry.objects.get()
    assert inquiry.activity == activity
    assert inquiry.tracked_kind == ""
    assert inquiry.utm["source"] == "nyhetsbrev"
    assert visits(activity) == 1


def test_otherwise_the_kind_of_channel_is_kept(client, town):
    start = f"{WHAT}?utm_source=fb&utm_medium=cpc&utm_campaign=Varen"
    fill_in(client, start=start)
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, "")
    assert inquiry.tracked_kind == "facebook"
    assert inquiry.utm == {"source": "fb", "medium": "cpc", "campaign": "varen"}
    assert DailyCounts.objects.get().activity is None


def test_a_code_goes_before_parameters_and_both_are_kept(client, town):
    activity = make_activity(town, code="ratel7")
    make_activity(town, code="tiden4")
    answer = client.get("/t/ratel7?utm_source=fb&utm_campaign=tiden4", **PHONE)
    fill_in(client, start=answer["Location"])
    inquiry = Inquiry.objects.get()
    assert inquiry.activity == activity
    assert inquiry.utm == {"source": "fb", "campaign": "tiden4"}


def test_of_two_activities_with_one_name_the_latest_begun_is_meant(client, town):
    name = "Inlägg i maj"
    make_activity(town, name=name, starts_on="2024-05-01")
    begun = make_activity(town, name=name, starts_on="2025-05-01")
    make_activity(town, name=name, starts_on="2099-05-01")
    client.get("/", query(campaign="inlagg-i-maj"), **PHONE)
    assert visits(begun) == 1


def test_an_activity_of_another_town_or_whose_link_has_ended_is_not_meant(client, town):
    make_activity(town, name="Maj", starts_on="2020-01-01", link_ends_on="2020-02-01")
    make_activity(make_municipality(name="Sjölidens kommun"), name="Maj")
    fill_in(client, start=f"{WHAT}?utm_campaign=maj", place=town.pk)
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.utm) == (None, {"campaign": "maj"})


def test_a_robot_with_parameters_is_not_counted(client, town):
    activity = make_activity(town, code="ratel7")
    client.get("/", query(campaign="ratel7"), HTTP_USER_AGENT="facebookexternalhit/1.1")
    assert visits(activity) == 0


def test_parameters_in_a_form_s_body_are_not_read(client, town):
    make_activity(town, code="ratel7")
    page = client.get(WHAT)
    typed = {"form": token_in(page), "utm_campaign": "ratel7", "utm_source": "fb"}
    client.post(WHAT, typed)
    client.post(WHO, {"form": token_in(client.get(WHO)), **query(source="fb")})
    fill_in(client)
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.utm) == (None, {})


def test_what_an_address_told_goes_with_the_person(client, town):
    fill_in(client, start=f"{WHAT}?utm_source=fb&utm_content=till+anna+holm")
    inquiry = Inquiry.objects.get()
    assert inquiry.utm["content"] == "till anna holm"
    administrator = make_staff_member(town, Role.ADMINISTRATOR)
    erase_person(inquiry, by=administrator, at=NOON, reason="På egen begäran")
    inquiry.refresh_from_db()
    assert (inquiry.utm, inquiry.tracked_kind) == ({}, "facebook")
