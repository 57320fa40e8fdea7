import csv
import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.models import Campaign, Channel
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
DANGEROUS = ["=1+1", "+46", "-2", "@SUM(A1)", '=HYPERLINK("https://example.se")']


@pytest.fixture
def town():
    return make_municipality(name="=Ekebacka")


@pytest.fixture
def client(town):
    return client_of(make_staff_member(town, "communicator"))


@pytest.fixture(params=DANGEROUS)
def typed(request):
    return request.param


@pytest.fixture
def activity(town, typed):
    """Everything that can be named has the same dangerous name."""
    of = Campaign.objects.create(municipality=town, name=typed, starts_on=NOON.date())
    channel = Channel.objects.create(municipality=town, name=typed)
    found = make_activity(
        town, name=typed, campaign=of, channel=channel, cost_actual=5000
    )
    for _ in range(3):
        make_inquiry(town, activity=found, told_channel=channel)
    return found


@pytest.fixture
def other(town):
    of = Campaign.objects.create(
        municipality=town, name="Hösten", starts_on=NOON.date()
    )
    return make_activity(town, campaign=of).campaign


def addresses(activity, other, kind):
    both = f"?one={activity.campaign_id}&two={other.pk}"
    yield reverse("planning:campaign_file", args=[activity.campaign_id, kind])
    yield reverse("planning:activity_file", args=[activity.pk, kind])
    yield reverse("planning:comparison_file", args=[kind]) + both


def read_csv(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def read_xlsx(answer):
    return load_workbook(io.BytesIO(answer.content))


def test_no_cell_of_any_workbook_is_a_formula(client, activity, other, typed):
    seen = False
    for address in (reverse("planning:xlsx"), *addresses(activity, other, "xlsx")):
        answer = client.get(address)
        for page in read_xlsx(answer):
            for cell in (cell for row in page.iter_rows() for cell in row):
                assert cell.data_type != "f"
                seen = seen or cell.value == typed
        parts = zipfile.ZipFile(io.BytesIO(answer.content))
        sheets = [name for name in parts.namelist() if "worksheets/" in name]
        assert not any(re.search(rb"<f[ >/]", parts.read(name)) for name in sheets)
    assert seen


def test_no_cell_of_any_csv_begins_like_a_formula(client, activity, other, typed):
    seen = False
    tables = ("campaigns", "activities", "channels", "known-and-told", "prompted")
    paths = [reverse("planning:csv", args=[key]) for key in (*tables, "months")]
    for address in (*paths, *addresses(activity, other, "csv")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.content.startswith(b"\xef\xbb\xbf")
        for cell in (cell for row in read_csv(answer) for cell in row):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            seen = seen or cell == f"'{typed}"
    assert seen


class TestWhatStandsInThem:
    @pytest.fixture
    def typed(self):
        return "Affischer"

    def test_the_workbook_has_a_sheet_for_each_table(self, client, activity):
        book = read_xlsx(client.get(reverse("planning:xlsx")))
        assert book.sheetnames == [
            "Läs mig",
            "Kampanjer",
            "Aktiviteter",
            "Efter länk",
            "Länk och svar",
            "Skäl just nu",
            "Formuläret",
            "Månad för månad",
        ]
        about = [[cell.value for cell in row] for row in book["Läs mig"].iter_rows()]
        assert ["Kommun", "=Ekebacka"] in about
        assert ["Period", "Hela tiden"] in about
        assert any(term == "Kostnader" for term, _ in about)

    def test_numbers_are_numbers_and_marks_are_words(self, client, activity):
        page = read_xlsx(client.get(reverse("planning:xlsx")))["Aktiviteter"]
        heads, row, *_ = [[cell.value for cell in each] for each in page.iter_rows()]
        found = dict(zip(heads, row, strict=True))
        assert found["Aktivitet"] == "Affischer"
        assert found["Börjar"].date() == NOON.date()
        assert found["Anmälningar"] == 3
        assert found["Faktisk kostnad"] == 5000
        assert found["Kostnad per anmälan"] == pytest.approx(1666.67)
        assert found["Kostnad per möte"] is None
        assert found["Från färre än tio"] == "Kostnad per anmälan"

    def test_csv_has_the_same_with_a_comma(self, client, activity):
        address = reverse("planning:campaign_file", args=[activity.campaign_id, "csv"])
        heads, row, total = read_csv(client.get(address))
        found = dict(zip(heads, row, strict=True))
        assert found["Kostnad per anmälan"] == "1666,67"
        assert found["Kostnad per möte"] == ""
        assert total[0] == "Summa"

    def test_a_file_is_of_the_period_that_was_shown(self, client, activity):
        address = reverse("planning:csv", args=["campaigns"])
        rows = read_csv(client.get(address, {"since": "2026-04-01"}))
        place = rows[0].index("Anmälningar")
        assert rows[-1][place] == "0"

    def test_a_file_is_named_after_what_it_is_of(self, client, activity):
        address = reverse("planning:campaign_file", args=[activity.campaign_id, "xlsx"])
        disposition = client.get(address)["Content-Disposition"]
        assert disposition == 'attachment; filename="affischer.xlsx"'

    @pytest.mark.parametrize(
        "path",
        [
            "/desk/kampanjer/nonsens.csv",
            "/desk/kampanjer/campaigns.csv?since=igår",
            "/desk/kampanjer/jamfor/siffror.csv",
            "/desk/kampanjer/jamfor/siffror.pdf",
        ],
    )
    def test_a_file_that_cannot_be_is_not_found(self, client, activity, path):
        assert client.get(path).status_code == 404

    def test_another_town_s_file_is_not_found(self, client):
        foreign = make_activity()
        for name, pk in (("campaign", foreign.campaign_id), ("activity", foreign.pk)):
            path = reverse(f"planning:{name}_file", args=[pk, "csv"])
            assert client.get(path).status_code == 404

    def test_nobody_unknown_gets_one(self, activity, other):
        for path in (reverse("planning:xlsx"), *addresses(activity, other, "xlsx")):
            assert Client().get(path).status_code == 302
