from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from audit.models import Entry
from campaigns.models import Campaign
from inquiries.forms.filters import Cursor
from inquiries.workflow import Stage
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
LIST = reverse("inquiries:list")


def shown(response):
    return [row.name for row in response.context["rows"]]


def make_named(municipality, name, **fields):
    return make_inquiry(municipality, contact={"name": name}, **fields)


def test_the_newest_received_stands_first(desk, municipality):
    make_named(municipality, "Old", received_at=NOON - timedelta(days=2))
    make_named(municipality, "New", received_at=NOON - timedelta(days=1))
    make_named(municipality, "Older", received_at=NOON - timedelta(days=3))
    assert shown(desk.get(LIST)) == ["New", "Old", "Older"]


def test_a_line_tells_number_stage_next_step_and_who(desk, municipality, ali):
    make_named(
        municipality,
        "Anna Holm",
        serial=412,
        owner=ali,
        due_at=NOON - timedelta(minutes=5),
    )
    text = desk.get(LIST).content.decode()
    for words in ("2026-0412", "Anna Holm", "Familjehem", "Mottagen", "Ring 11.55"):
        assert words in text


def test_an_erased_person_keeps_the_line_of_the_register(desk, municipality):
    make_inquiry(municipality, erased_at=NOON, stage=Stage.APPROVED, serial=7)
    text = desk.get(LIST).content.decode()
    assert "2026-0007" in text
    assert "Raderad" in text


def test_the_list_reads_nobody_s_page(desk, municipality):
    inquiry = make_inquiry(municipality)
    desk.get(LIST)
    assert not Entry.objects.about(inquiry).exists()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=open", ["Open", "Suspect", "Mine"]),
        ("state=closed", ["Approved"]),
        ("state=review", ["Suspect"]),
        ("stage=approved", ["Approved"]),
        ("stage=received", ["Open", "Suspect", "Mine"]),
        ("source=event", ["Suspect"]),
        ("owner=0", ["Open", "Approved", "Suspect"]),
        ("since=2026-03-11", ["Open", "Approved"]),
        ("until=2026-03-10", ["Suspect", "Mine"]),
        ("since=2026-03-10&until=2026-03-10", ["Suspect"]),
        ("state=open&source=form&owner=0", ["Open"]),
        ("stage=nonsense", ["Open", "Approved", "Suspect", "Mine"]),
        ("since=yesterday", ["Open", "Approved", "Suspect", "Mine"]),
        ("owner=999999&activity=8", ["Open", "Approved", "Suspect", "Mine"]),
    ],
)
def test_filters_narrow_and_nonsense_narrows_nothing(
    desk, municipality, maria, query, names
):
    make_named(municipality, "Open", received_at=NOON)
    make_named(
        municipality,
        "Approved",
        stage=Stage.APPROVED,
        received_at=NOON - timedelta(hours=1),
    )
    make_named(
        municipality,
        "Suspect",
        suspicion="honeypot",
        source="event",
        received_at=NOON - timedelta(days=1),
    )
    make_named(municipality, "Mine", owner=maria, received_at=NOON - timedelta(days=9))
    assert shown(desk.get(f"{LIST}?{query}")) == names


def test_what_has_been_judged_spam_is_no_longer_to_be_reviewed(desk, municipality):
    make_named(municipality, "Best Offer", suspicion="honeypot", stage=Stage.SPAM)
    assert shown(desk.get(f"{LIST}?state=review")) == []
    assert 'data-state="soon">Att granska' not in desk.get(LIST).content.decode()


def test_a_day_begins_at_midnight_in_stockholm(desk, municipality):
    midnight = NOON.replace(hour=0)
    make_named(municipality, "Before", received_at=midnight - timedelta(minutes=1))
    make_named(municipality, "After", received_at=midnight)
    assert shown(desk.get(f"{LIST}?since=2026-03-11")) == ["After"]
    assert shown(desk.get(f"{LIST}?until=2026-03-10")) == ["Before"]


def test_an_activity_and_an_owner_can_be_chosen(desk, municipality, maria):
    activity = make_activity(municipality)
    make_named(municipality, "By link", activity=activity)
    make_named(municipality, "Mine", owner=maria)
    assert shown(desk.get(f"{LIST}?activity={activity.pk}")) == ["By link"]
    assert shown(desk.get(f"{LIST}?owner={maria.pk}")) == ["Mine"]


def test_another_municipality_s_activity_narrows_to_nothing_of_theirs(desk):
    other = make_municipality()
    activity = make_activity(other)
    make_named(other, "Elsewhere", activity=activity)
    assert shown(desk.get(f"{LIST}?activity={activity.pk}")) == []
    assert shown(desk.get(f"{LIST}?q=elsewhere")) == []


def test_a_search_combines_with_a_filter(desk, municipality):
    make_named(municipality, "Anna Holm")
    make_named(municipality, "Anna Ek", stage=Stage.APPROVED)
    assert shown(desk.get(f"{LIST}?q=anna&stage=approved")) == ["Anna Ek"]


def test_a_search_that_finds_nothing_says_what_to_try(desk, municipality):
    make_named(municipality, "Anna Holm")
    text = desk.get(LIST, {"q": "<b>Ghost"}).content.decode()
    assert "Inget hittades för ”&lt;b&gt;Ghost”." in text
    assert "Prova början av namnet" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("…", "skriv bokstäver eller siffror att söka efter."),
        ("'\\\\&|!:*()", "skriv bokstäver eller siffror att söka efter."),
        ("\u200b\u202e", "skriv bokstäver eller siffror att söka efter."),
        ("Anna" * 60, "skriv högst 200 tecken. Du skrev 240."),
    ],
)
def test_a_search_that_cannot_be_read_shows_nobody_and_is_kept(
    desk, municipality, typed, words
):
    make_named(municipality, "Anna Holm")
    response = desk.get(LIST, {"q": typed, "state": "open"})
    text = response.content.decode()
    assert shown(response) == []
    assert words in text
    assert "Det gick inte att söka på det." in text
    assert text.count(f'value="{escape(typed)}"') == 2  # in the bar and on the page
    assert "<title>Fel:" in text


def test_a_search_for_spaces_is_no_search(desk, municipality):
    make_named(municipality, "Anna Holm")
    assert shown(desk.get(LIST, {"q": "  "})) == ["Anna Holm"]


def more_filters(response):
    return response.content.decode().split('<details class="filters-more"')[1]


@pytest.mark.parametrize(
    ("query", "begins", "says"),
    [
        ("", ">", "Fler filter</summary>"),
        ("?q=anna", ">", "Fler filter</summary>"),
        ("?source=event", " open>", "<span>1 valt</span>"),
        ("?source=event&state=open&since=2026-03-01", " open>", "<span>3 valda</span>"),
        ("?since=yesterday", " open>", "Fler filter</summary>"),
        ("?state=open", ">", "<span>1 valt</span>"),  # the chip says it all
    ],
)
def test_filters_are_folded_away_until_one_is_in_use(desk, query, begins, says):
    folded = more_filters(desk.get(LIST + query))
    assert folded.startswith(begins)
    assert says in folded.split("</details>")[0]


def test_activities_stand_under_their_campaigns_newest_first(desk, municipality):
    for name, days in (("Våren", 300), ("Hösten", 10)):
        campaign = Campaign.objects.create(
            municipality=municipality,
            name=name,
            starts_on=NOON.date() - timedelta(days=days),
        )
        for late in (2, 1):
            make_activity(
                municipality,
                campaign=campaign,
                name=f"Inlägg {late}",
                starts_on=campaign.starts_on + timedelta(days=late),
            )
    for address in (LIST, reverse("inquiries:new")):
        choices = desk.get(address).context["form"].fields["activity"].choices[1:]
        assert [
            (campaign, [name for _key, name in activities])
            for campaign, activities in choices
        ] == [
            ("Hösten", ["Inlägg 2", "Inlägg 1"]),
            ("Våren", ["Inlägg 2", "Inlägg 1"]),
        ]


def test_a_page_ends_where_the_next_begins(desk, municipality):
    for number in range(60):
        make_named(
            municipality,
            f"Anna {number}",
            received_at=NOON - timedelta(hours=number // 7),
        )
    seen, address = [], LIST
    while address:
        response = desk.get(address)
        seen += [row.inquiry.pk for row in response.context["rows"]]
        older = response.context["older"]
        address = LIST + older if older else ""
    assert len(seen) == len(set(seen)) == 60


def test_a_search_goes_on_page_by_page(desk, municipality):
    for _ in range(30):
        make_named(municipality, "Anna Andersson")
    first = desk.get(f"{LIST}?q=andersson")
    second = desk.get(LIST + first.context["older"])
    assert len(shown(first)) == 25
    assert len(shown(second)) == 5
    assert "Till de nyaste" in second.content.decode()


def test_a_hundred_can_be_shown_at_once(desk, municipality):
    for _ in range(30):
        make_named(municipality, "Anna")
    shown_all = desk.get(f"{LIST}?antal=100")
    assert len(shown(shown_all)) == 30
    assert '<input type="hidden" name="antal" value="100">' in (
        shown_all.content.decode()  # the next search keeps it
    )
    assert len(shown(desk.get(f"{LIST}?antal=1000000"))) == 25


@pytest.mark.parametrize("text", ["", "x", "1-", "-1", "99999999999999999-1", "1-1\0"])
def test_a_cursor_is_read_or_left_out(text):
    cursor = Cursor.read(text)
    assert cursor is None or Cursor.read(str(cursor)) == cursor


def test_a_broken_cursor_shows_the_first_page(desk, municipality):
    make_named(municipality, "Anna")
    assert shown(desk.get(f"{LIST}?efter=nonsense")) == ["Anna"]


@pytest.mark.parametrize("rows", [25, 100])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    desk, municipality, maria, rows, django_assert_max_num_queries
):
    activity = make_activity(municipality)
    for _ in range(rows + 1):
        make_named(municipality, "Anna Holm", owner=maria, activity=activity)
    desk.get(LIST)
    with django_assert_max_num_queries(9):  # one asks whether messages leave
        response = desk.get(f"{LIST}?antal={rows}")
    assert len(shown(response)) == rows
    with django_assert_max_num_queries(9):  # one asks whether messages leave
        desk.get(f"{LIST}?antal={rows}&q=anna")


def test_those_who_read_records_see_the_list_and_others_do_not(client, municipality):
    for role, status in (
        ("recruiter", 200),
        ("manager", 200),
        ("administrator", 200),
        ("communicator", 403),
    ):
        staff = make_staff_member(municipality, role)
        assert client_of(staff).get(LIST).status_code == status
    assert client.get(LIST).status_code == 302
