"""The year: list, ring, calendar, poster, file."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from campaigns.models import Activity, Campaign, Channel
from organisation.models import Role
from organisation.months import Month
from organisation.weeks import Week
from planning.models import YearEntry
from planning.ring import ring_of
from planning.year import MANY, year_of
from planning.year_words import full_months, shown, shown_months
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def client(town):
    return client_of(make_staff_member(town, "communicator"))


def entry(town, name="Nämnden", starts_on="2026-05-12", **fields):
    return YearEntry.objects.create(
        municipality=town,
        name=name,
        starts_on=date.fromisoformat(starts_on),
        **{"kind": "committee", **fields},
    )


def activity(town, name, starts_on, ends_on=None, **fields):
    return make_activity(
        town,
        name=name,
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        **fields,
    )


def page_of(client, year=2026):
    answer = client.get(reverse("planning:year", args=[year]))
    assert answer.status_code == 200
    return answer.content.decode()


class TestWhichMonth:
    def names(self, town, year=2026):
        found = year_of(town, year)
        months = {each.month.number: each.items for each in found.months}
        return found, {
            number: [item.name for item in items]
            for number, items in months.items()
            if items
        }

    def test_a_row_stands_in_the_month_in_which_it_begins(self, town):
        activity(town, "Radio", "2026-03-28", "2026-04-10")
        entry(town)
        entry(town, "Budget", "2026-03-01", kind="budget")
        assert self.names(town)[1] == {3: ["Budget", "Radio"], 5: ["Nämnden"]}

    def test_what_began_earlier_and_still_runs_stands_before_january(self, town):
        activity(town, "Affisch", "2025-11-01", "2026-01-01")
        activity(town, "Webb", "2020-01-01")
        activity(town, "Över", "2025-11-01", "2025-12-31")
        entry(town, "Gammal dag", "2025-12-31")
        found, months = self.names(town)
        assert [item.name for item in found.earlier] == ["Webb", "Affisch"]
        assert months == {}

    def test_another_town_s_year_is_its_own(self, town):
        entry(make_municipality())
        activity(make_municipality(), "Radio", "2026-03-01")
        assert not year_of(town, 2026).items

    def test_many_activities_of_a_campaign_are_one_row_of_their_month(self, town):
        campaign = Campaign.objects.create(
            municipality=town, name="Stora våren", starts_on=date(2026, 3, 1)
        )
        first = activity(town, "A0", "2026-03-02", "2026-03-02", campaign=campaign)
        for number in range(MANY):
            day = f"2026-03-{number % 28 + 1:02}"
            activity(town, f"B{number}", day, day, campaign=campaign)
        make_inquiry(town, activity=first)
        alone = activity(town, "Ensam", "2026-03-05")
        found = year_of(town, 2026)
        assert found.is_grouped
        assert len(found.items) == MANY + 2
        march = found.months[2].items
        assert [(each.name, each.number) for each in march] == [
            ("Stora våren", MANY + 1),
            ("Ensam", 1),
        ]
        assert march[0].result.inquiries == 1
        assert march[0].url == reverse("planning:campaign", args=[campaign.pk])
        assert march[1].url == reverse("planning:activity", args=[alone.pk])


class TestWhatIsSaid:
    def only(self, town, year=2026):
        (item,) = year_of(town, year).items
        return shown(item)

    @pytest.mark.parametrize(
        ("starts", "ends", "said"),
        [
            ("2026-03-03", "2026-03-10", "3–10 mars"),
            ("2026-03-28", "2026-04-02", "28 mars–2 april"),
            ("2026-03-03", "2026-03-03", "3 mars"),
            ("2026-12-28", "2027-01-03", "28 december 2026–3 januari 2027"),
            ("2026-03-03", None, "från 3 mars"),
        ],
    )
    def test_days_are_said_without_the_year_where_it_is_the_page_s(
        self, town, starts, ends, said
    ):
        activity(town, "Radio", starts, ends)
        assert self.only(town).when == said

    def test_what_began_earlier_says_in_which_year(self, town, client):
        activity(town, "Affisch", "2025-11-01", "2026-01-01")
        activity(town, "Webb", "2020-01-01")
        page = page_of(client)
        assert "från 1 januari 2020" in page
        assert "1 november 2025–1 januari 2026" in page

    def test_an_entry_is_of_one_day_or_of_several(self, town):
        kept = entry(town, owner_function="kommunikatör")
        assert self.only(town).when == "12 maj"
        assert self.only(town).said == "Nämnd · kommunikatör · varje år"
        kept.ends_on = date(2026, 5, 13)
        kept.save()
        assert self.only(town).when == "12–13 maj"

    def test_last_year_s_result_stands_beside_this_year_s(self, town, client):
        last = activity(town, "Radio", "2025-03-03", cost_actual=Decimal(900))
        this = activity(town, "Radio", "2026-03-03", copied_from=last)
        for _ in range(3):
            make_inquiry(town, activity=last)
        make_inquiry(town, activity=this)
        page = page_of(client).replace("\N{NO-BREAK SPACE}", " ")
        assert "en anmälan" in page
        assert "året före: 3 anmälningar för 900 kr" in page


class TestRing:
    def test_each_channel_has_a_lane_and_entries_come_last(self, town):
        for name in ("Radio", "Affisch"):
            channel = Channel.objects.create(municipality=town, name=name)
            activity(town, name, "2026-03-03", "2026-04-03", channel=channel)
        entry(town)
        lanes = ring_of(year_of(town, 2026)).lanes
        assert [(lane.number, lane.name) for lane in lanes] == [
            (1, "Affisch"),
            (2, "Radio"),
            (3, "Nämnd"),
        ]
        assert [lane.is_entries for lane in lanes] == [False, False, True]

    def test_spans_that_overlap_or_adjoin_are_one_arc(self, town):
        for starts, ends in (
            ("2026-03-01", "2026-03-10"),
            ("2026-03-08", "2026-03-20"),
            ("2026-03-21", "2026-03-25"),
            ("2026-06-01", "2026-06-10"),
        ):
            activity(town, "Radio", starts, ends)
        (lane,) = ring_of(year_of(town, 2026)).lanes
        assert len(lane.arcs) == 2

    @pytest.mark.parametrize("day", ["2026-01-01", "2026-12-31"])
    def test_a_single_day_is_seen_and_stays_within_the_year(self, town, day):
        entry(town, starts_on=day)
        (lane,) = ring_of(year_of(town, 2026)).lanes
        whole, arc = numbers(lane.circle), numbers(lane.arcs[0])
        assert arc[:2] == whole[:2] or arc[-2:] == whole[-2:]
        assert arc[:2] != arc[-2:]

    def test_what_runs_all_the_year_goes_all_the_way(self, town):
        activity(town, "Webb", "2020-01-01")
        (lane,) = ring_of(year_of(town, 2026)).lanes
        assert lane.arcs == [lane.circle]

    def test_a_full_month_is_hatched_and_has_its_sign(self, town, client, monkeypatch):
        full = {Month(2026, 5): [Week.on(date(2026, 5, 12))]}
        monkeypatch.setattr("planning.views.year.full_months", lambda *_: full)
        entry(town)
        page = page_of(client)
        assert page.count("url(#ring-full)") == 1
        assert "maj!" in page
        assert "Vecka 20: mer än ni hinner med" in page

    def test_it_needs_no_inline_style_and_says_in_words_what_it_shows(
        self, town, client
    ):
        entry(town)
        drawn = re.search(r"<svg .*?</svg>", page_of(client), re.DOTALL)[0]
        assert "style" not in drawn
        assert '<title id="ring-title">Året 2026</title>' in drawn
        assert "maj 1" in drawn

    def test_numbers_in_it_have_points_whatever_the_language(self, town, client):
        entry(town)
        drawn = re.search(r"<svg .*?</svg>", page_of(client), re.DOTALL)[0]
        assert not re.search(r'(?:x|y|cx|cy|stroke-width)="\d+,', drawn)


def numbers(path):
    return re.findall(r"-?\d+\.?\d*", path)


class TestFullMonths:
    def test_nothing_is_asked_of_a_year_that_is_over_or_far_ahead(
        self, town, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            assert full_months(town, 2025, NOON) == {}
            assert full_months(town, 2031, NOON) == {}

    def test_a_week_counts_in_each_month_that_it_has_days_in(self, town, monkeypatch):
        class Plan:
            overfull = [type("W", (), {"week": Week.on(date(2026, 4, 1))})]

        monkeypatch.setattr("planning.year_words.capacity_of", lambda *_, **__: Plan)
        found = full_months(town, 2026, NOON)
        assert {month.number for month in found} == {3, 4}
        (march,) = [
            each
            for each in shown_months(year_of(town, 2026), found)
            if each.key == "2026-03"
        ]
        assert march.full == "Vecka 14: mer än ni hinner med"


class TestFiles:
    @pytest.fixture
    def planned(self, town):
        entry(town, "Nämnden; med ärende, två", ends_on=date(2026, 5, 13))
        return activity(town, "=Radio", "2026-12-30", "2027-01-02")

    def test_the_calendar_has_whole_days_and_identities_that_stay(
        self, client, planned
    ):
        path = reverse("planning:year_ics", args=[2026])
        answer = client.get(path)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        first, second = Calendar.from_ical(answer.content).walk("VEVENT")
        assert first["SUMMARY"] == "Nämnden; med ärende, två"
        assert first["DTSTART"].dt == date(2026, 5, 12)
        assert first["DTEND"].dt == date(2026, 5, 14)
        assert second["DTEND"].dt == date(2027, 1, 3)
        assert str(second["UID"]).startswith(f"activity-{planned.pk}@")
        again = Calendar.from_ical(client.get(path).content).walk("VEVENT")
        assert [each["UID"] for each in again] == [first["UID"], second["UID"]]

    @pytest.mark.parametrize(
        ("paper", "width"), [("a4", 210), ("a3", 297)], ids=["a4", "a3"]
    )
    def test_the_poster_is_a_tagged_pdf_of_that_paper(
        self, client, planned, paper, width
    ):
        answer = client.get(reverse("planning:year_pdf", args=[2026, paper]))
        read = PdfReader(io.BytesIO(answer.content))
        assert float(read.pages[0].mediabox.width) == pytest.approx(
            width / 25.4 * 72, 1
        )
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
        text = "".join(page.extract_text() for page in read.pages)
        assert "Året 2026" in text
        assert "=Radio" in text
        assert "Ekebacka kommun" in text

    def test_the_workbook_and_csv_hold_no_formula(self, client, planned):
        text = client.get(
            reverse("planning:year_file", args=[2026, "csv"])
        ).content.decode()
        assert "'=Radio;2026-12-30;2027-01-02" in text
        book = client.get(reverse("planning:year_file", args=[2026, "xlsx"]))
        assert book.content[:2] == b"PK"


class TestWhoMayWhat:
    READ = ["this_year", "year", "year_ics", "year_pdf", "year_file"]
    PLAN = ["year_copy", "entry_new", "entry_edit", "entry_remove"]

    def address(self, town, name):
        arguments = {
            "this_year": [],
            "year_pdf": [2026, "a4"],
            "year_file": [2026, "csv"],
            "entry_edit": [1],
            "entry_remove": [1],
        }
        return reverse(f"planning:{name}", args=arguments.get(name, [2026]))

    @pytest.mark.parametrize("name", READ + PLAN)
    def test_nobody_unknown(self, town, name):
        assert Client().get(self.address(town, name)).status_code == 302

    @pytest.mark.parametrize("name", READ)
    @pytest.mark.parametrize("role", Role.values)
    def test_everybody_reads(self, town, name, role):
        client = client_of(make_staff_member(town, role))
        assert client.get(self.address(town, name)).status_code in (200, 302)

    @pytest.mark.parametrize("name", PLAN)
    def test_recruiters_do_not_plan(self, town, name):
        client = client_of(make_staff_member(town, "recruiter"))
        assert client.post(self.address(town, name)).status_code == 403
        assert "Ny händelse" not in page_of(client)

    def test_this_year_leads_to_it(self, client):
        answer = client.get(reverse("planning:this_year"))
        year = timezone.localdate().year
        assert answer["Location"] == reverse("planning:year", args=[year])

    @pytest.mark.parametrize("year", [0, 1999, 2100, 10**9])
    def test_a_year_that_cannot_be_is_not_found(self, client, year):
        assert client.get(f"/desk/kampanjer/ar/{year}/").status_code == 404


def test_an_empty_year_says_what_to_do(client):
    page = page_of(client)
    assert "Inget är planerat för det här året än." in page
    assert reverse("planning:year_copy", args=[2025]) in page


@pytest.mark.parametrize("rows", [25, 100, MANY + 50])
def test_the_page_takes_fewer_than_ten_statements_whatever_there_is(client, town, rows):
    this = timezone.localdate().year
    entry(town, starts_on=f"{this}-05-12")
    first = activity(town, "Radio", f"{this}-03-01")
    address = reverse("planning:year", args=[this])

    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    statements()
    few = statements()
    last = Activity.objects.bulk_create(
        Activity(
            municipality=town,
            campaign=first.campaign,
            channel=first.channel,
            name=f"A{number}",
            code=f"last{number}",
            starts_on=date(this - 1, 3, 1) + timedelta(days=number % 200),
            ends_on=date(this - 1, 12, 1),
        )
        for number in range(rows)
    )
    Activity.objects.bulk_create(
        Activity(
            municipality=town,
            campaign=first.campaign,
            channel=first.channel,
            name=f"B{number}",
            code=f"this{number}",
            starts_on=date(this, 3, 1) + timedelta(days=number % 200),
            copied_from=source,
        )
        for number, source in enumerate(last)
    )
    assert statements() == few < 10
