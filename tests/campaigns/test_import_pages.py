"""From a chosen file to figures, or to what is wrong with it; never half of it."""

import time
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from campaigns.models import PendingImport, ReachFigure
from organisation.models import Role
from tests.campaigns.importing import (
    HEADS,
    IMPORT,
    ROW,
    csv,
    make_figure,
    make_pending,
    send,
    xlsx,
)
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HARD = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def jonas(municipality):
    return make_staff_member(municipality, "communicator")


@pytest.fixture
def client(jonas):
    return client_of(jonas)


@pytest.fixture
def activity(municipality):
    return make_activity(municipality, code="ratel7", name="Filmen om familjen Holm")


def text_of(page):
    return page.content.decode()


def confirm(client, answer, **agreed):
    """Say yes on the page of rows, to what it shows."""
    page = client.get(answer["Location"])
    seen = page.context["preview"].digest()
    return client.post(answer["Location"], {"seen": seen, **agreed})


def statuses(client, answer):
    lines = client.get(answer["Location"]).context["preview"].lines
    return [line.status.value for line in lines]


def test_a_file_is_read_looked_at_and_written(client, activity):
    answer = send(client, csv(HEADS, ROW))
    assert not ReachFigure.objects.exists()
    page = text_of(client.get(answer["Location"]))
    assert "Filmen om familjen Holm" in page
    assert f"12{HARD}500" in page
    assert f"1{HARD}250,50{HARD}kr" in page
    done = confirm(client, answer)
    assert done["Location"] == reverse("campaigns:reach", args=[activity.pk])
    figure = ReachFigure.objects.get()
    assert (figure.starts_on, figure.ends_on) == (date(2026, 3, 1), date(2026, 3, 7))
    assert (figure.shown, figure.reached, figure.clicks) == (12_500, 8_000, 310)
    assert figure.spent == Decimal("1250.50")
    assert figure.recorded_at == NOON
    assert Entry.objects.about(activity).get().action == "imported-reach"
    told = text_of(client.get(done["Location"]))
    assert "Filen är inläst: 1 ny rad." in told


def test_the_same_file_twice_changes_nothing(client, activity):
    confirm(client, send(client, csv(HEADS, ROW)))
    again = send(client, csv(HEADS, ROW))
    assert statuses(client, again) == ["same"]
    page = text_of(client.get(again["Location"]))
    assert "Allt finns redan här." in page or "faktisk kostnad" in page
    confirm(client, again)
    assert ReachFigure.objects.count() == 1
    assert Entry.objects.filter(action="imported-reach").count() == 1


def test_newer_figures_of_the_same_days_take_the_place_of_the_old(client, activity):
    confirm(client, send(client, csv(HEADS, ROW)))
    answer = send(client, csv(HEADS, ROW.replace("12500", "13000")))
    assert statuses(client, answer) == ["changed"]
    page = text_of(client.get(answer["Location"]))
    assert f"13{HARD}000<br><del>12{HARD}500</del>" in page
    confirm(client, answer)
    assert ReachFigure.objects.get().shown == 13_000


def test_whoever_is_about_to_confirm_twice_is_led_on(client, activity):
    answer = send(client, csv(HEADS, ROW))
    page = client.get(answer["Location"])
    typed = {"seen": page.context["preview"].digest()}
    client.post(answer["Location"], typed)
    again = client.post(answer["Location"], typed, follow=True)
    assert "Den filen är redan inläst." in text_of(again)
    assert ReachFigure.objects.count() == 1
    assert PendingImport.objects.get().rows == []


class TestWhoseARowIs:
    @pytest.mark.parametrize(
        "name",
        [
            *("ratel7", "RATEL7", " Ratel7 ", "Filmen om familjen Holm"),
            *("filmen om familjen holm", "filmen-om-familjen-holm"),
        ],
    )
    def test_by_code_name_or_name_in_links(self, client, activity, name):
        answer = send(client, csv("Ad name;Day;Impressions", f"{name};2026-03-01;9"))
        assert statuses(client, answer) == ["new"]

    def test_the_most_precise_name_that_is_known_counts(self, client, activity):
        other = make_activity(activity.municipality, name="Hösten", code="tiden4")
        answer = send(
            client,
            csv("Campaign name;Ad name;Day;Clicks", "Hösten;ratel7;2026-03-01;9"),
        )
        lines = client.get(answer["Location"]).context["preview"].lines
        assert lines[0].activity == activity != other

    def test_a_name_of_two_is_to_be_a_code(self, client, activity):
        make_activity(activity.municipality, name=activity.name, code="tiden4")
        answer = send(
            client, csv("Ad name;Day;Clicks", f"{activity.name};2026-03-01;9")
        )
        assert statuses(client, answer) == ["wrong"]
        page = text_of(client.get(answer["Location"]))
        assert "flera aktiviteter heter" in page
        assert "använd en kod: ratel7, tiden4" in page

    @pytest.mark.parametrize(
        ("day", "code"), [("2025-03-05", "ratel7"), ("2026-03-05", "tiden4")]
    )
    def test_what_comes_back_every_year_is_the_one_of_those_days(
        self, client, activity, day, code
    ):
        activity.starts_on, activity.ends_on = date(2025, 3, 1), date(2025, 3, 31)
        activity.save()
        make_activity(
            activity.municipality,
            name=activity.name,
            code="tiden4",
            starts_on=date(2026, 3, 1),
        )
        answer = send(client, csv("Ad name;Day;Clicks", f"{activity.name};{day};9"))
        lines = client.get(answer["Location"]).context["preview"].lines
        assert lines[0].activity.code == code

    def test_another_town_s_activity_is_none(self, client):
        make_activity(code="ratel7")
        assert statuses(client, send(client, csv(HEADS, ROW))) == ["unknown"]

    def test_the_one_chosen_takes_rows_without_a_name(self, client, activity):
        answer = send(
            client,
            csv("Day;Clicks", "2026-03-01;9", "2026-03-02;8"),
            activity=activity.pk,
        )
        assert statuses(client, answer) == ["new", "new"]

    def test_the_one_chosen_does_not_take_another_s(self, client, activity):
        make_activity(activity.municipality, name="Hösten", code="tiden4")
        rows = "Hösten;2026-03-01;9", "Vad som helst;2026-03-02;9"
        answer = send(client, csv("Ad;Day;Clicks", *rows), activity=activity.pk)
        assert statuses(client, answer) == ["wrong", "new"]
        page = text_of(client.get(answer["Location"]))
        assert "raden gäller Hösten, men Filmen om familjen Holm är vald" in page

    def test_rows_of_no_activity_are_left_out_only_when_that_is_said(
        self, client, activity
    ):
        other = ROW.replace("ratel7", "grannen")
        answer = send(client, csv(HEADS, ROW, other))
        assert statuses(client, answer) == ["new", "unknown"]
        refused = confirm(client, answer)
        assert refused.status_code == 422
        assert "Kryssa i att de raderna lämnas utanför." in text_of(refused)
        assert not ReachFigure.objects.exists()
        confirm(client, answer, leaves_out="on")
        assert ReachFigure.objects.count() == 1


class TestDays:
    def test_written_on_the_page_where_the_file_says_none(self, client, activity):
        content = csv("Kod;Klick", "ratel7;9")
        refused = send(client, content)
        assert "Ingen kolumn säger vilka dagar det gäller" in text_of(refused)
        answer = send(client, content, starts_on="2026-02-01", ends_on="2026-02-28")
        confirm(client, answer)
        figure = ReachFigure.objects.get()
        assert (figure.starts_on, figure.ends_on) == (
            date(2026, 2, 1),
            date(2026, 2, 28),
        )

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"starts_on": "2026-02-01"}, "Från och Till: skriv första och sista"),
            ({"ends_on": "2026-02-01"}, "Från och Till: skriv första och sista"),
            (
                {"starts_on": "2026-02-02", "ends_on": "2026-02-01"},
                "Till: slutet får inte komma före början.",
            ),
            (
                {"starts_on": "2026-02-02", "ends_on": "2026-03-12"},
                "Till: dagen får inte ligga framåt i tiden.",
            ),
            ({"starts_on": "i går"}, "Från och Till: skriv datumet så här"),
        ],
    )
    def test_that_cannot_be(self, client, activity, typed, told):
        answer = send(client, csv("Kod;Klick", "ratel7;9"), **typed)
        assert answer.status_code == 422
        assert told in text_of(answer)

    @pytest.mark.parametrize(
        "days",
        ["2026-03-07;2026-03-14", "2026-02-01;2026-03-01", "2026-03-03;2026-03-04"],
    )
    def test_that_are_shared_with_standing_figures_replace_them_when_that_is_said(
        self, client, activity, days
    ):
        make_figure(activity)
        first, last = days.split(";")
        if last > "2026-03-11":
            days = f"{first};2026-03-11"
        answer = send(client, csv("Kod;Från;Till;Klick", f"ratel7;{days};9"))
        assert statuses(client, answer) == ["replaces"]
        refused = confirm(client, answer)
        assert refused.status_code == 422
        assert "Kryssa i att de siffrorna byts ut." in text_of(refused)
        confirm(client, answer, replaces="on")
        assert ReachFigure.objects.get().clicks == 9

    def test_that_two_rows_share_are_told_with_the_other_row(self, client, activity):
        rows = (
            "ratel7;2026-03-01;2026-03-03;9",
            "ratel7;2026-03-04;2026-03-05;9",
            "ratel7;2026-03-05;2026-03-06;9",
            "ratel7;2026-03-01;2026-03-03;9",
        )
        answer = send(client, csv("Kod;Från;Till;Klick", *rows))
        assert statuses(client, answer) == ["new", "new", "wrong", "wrong"]
        page = text_of(client.get(answer["Location"]))
        assert "dagarna finns redan på rad 3" in page
        assert "dagarna finns redan på rad 2" in page


BAD_ROWS = {
    "ratel7;2026-03-01;2026-02-30;9": "Till: ”2026-02-30” är ingen dag i kalendern",
    "ratel7;03/01/2026;2026-03-02;9": "Från: ”03/01/2026” är inget datum",
    "ratel7;;2026-03-02;9": "Från: är tom",
    "ratel7;2026-03-05;2026-03-02;9": "Till: slutet får inte komma före början",
    "ratel7;2026-03-05;2026-03-12;9": "Till: dagen ligger framåt i tiden",
    "ratel7;1926-03-05;1926-03-12;9": "Till: dagen ligger för långt tillbaka",
    "ratel7;2026-03-01;2026-03-02;många": "Klick: ”många” är inget heltal",
    "ratel7;2026-03-01;2026-03-02;=1+1": "Klick: ”=1+1” är inget heltal",
    ";2026-03-01;2026-03-02;9": "ingen aktivitet är angiven",
}


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.items())
def test_one_bad_row_among_good_ones_is_named_and_nothing_is_written(
    client, activity, row, told
):
    good = [f"ratel7;2026-02-{day:02};2026-02-{day:02};9" for day in range(1, 11)]
    content = csv("Kod;Från;Till;Klick", *good[:5], row, *good[5:])
    answer = send(client, content)
    page = text_of(client.get(answer["Location"]))
    assert "Ingenting kan läsas in förrän de här raderna är rättade" in page
    assert '<a href="#rad-7">Rad 7</a>' in page
    assert told in page
    assert 'name="confirm"' not in page
    preview = client.get(answer["Location"]).context["preview"]
    client.post(answer["Location"], {"seen": preview.digest()})
    assert not ReachFigure.objects.exists()


def test_a_formula_in_a_spreadsheet_is_named_by_row_and_column(client, activity):
    content = xlsx(["Kod", "Dag", "Klick"], ["ratel7", date(2026, 3, 1), "=1+1"])
    page = client.get(send(client, content, "export.xlsx")["Location"])
    assert "Rad 2</a>: Klick: ”=1+1” är en formel utan värde." in text_of(page)
    assert "blad Raw Data Report" in text_of(page)


def test_what_a_file_says_is_never_markup(client, activity):
    content = csv("Kod;Dag;Klick", "<script>alert(1)</script>;2026-03-01;9")
    answer = send(client, content, "<b>x</b>.csv")
    page = text_of(client.get(answer["Location"]))
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_of_many_bad_rows_the_first_are_told_above_and_all_in_the_table(
    client, activity
):
    rows = [f"ratel7;2026-02-{day:02};x" for day in range(1, 26)]
    page = text_of(client.get(send(client, csv("Kod;Dag;Klick", *rows))["Location"]))
    assert page.count('<a href="#rad-') == 20
    assert "Och 5 till i tabellen." in page
    assert page.count(' id="rad-') == 25


class TestTotals:
    @pytest.mark.parametrize(
        "name", ["", "Total: konto", "Totalt", "Summa", "Results from 2 ads"]
    )
    @pytest.mark.parametrize("place", ["first", "last"])
    def test_the_file_s_own_sum_is_left_out(self, client, activity, name, place):
        rows = ["ratel7;2026-03-01;9", f"{name};;9"]
        if place == "first":
            rows.reverse()
        answer = send(client, csv("Kod;Dag;Klick", *rows))
        assert sorted(statuses(client, answer)) == ["left_out", "new"]

    def test_a_row_without_a_name_in_the_middle_is_none(self, client, activity):
        rows = ["ratel7;2026-03-01;9", ";2026-03-02;9", "ratel7;2026-03-03;9"]
        answer = send(client, csv("Kod;Dag;Klick", *rows))
        assert statuses(client, answer) == ["new", "wrong", "new"]

    def test_a_row_without_figures_is_left_out(self, client, activity):
        answer = send(client, csv("Kod;Dag;Klick", "ratel7;2026-03-01;--"))
        assert statuses(client, answer) == ["left_out"]


class TestMoney:
    def test_other_money_is_refused_by_row(self, client, activity):
        rows = "ratel7;2026-03-01;12,50;SEK", "ratel7;2026-03-02;12,50;EUR"
        answer = send(client, csv("Campaign;Day;Cost;Currency code", *rows))
        assert statuses(client, answer) == ["new", "wrong"]
        page = text_of(client.get(answer["Location"]))
        assert "Currency code: ”EUR” är inte svenska kronor (SEK)" in page

    def test_the_cost_is_taken_over_only_when_that_is_said(self, client, activity):
        make_figure(
            activity, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 7), spent=100
        )
        answer = send(client, csv(HEADS, ROW))
        page = text_of(client.get(answer["Location"]))
        assert f"1{HARD}350,50{HARD}kr" in page
        confirm(client, answer, takes_cost="on")
        activity.refresh_from_db()
        assert activity.cost_actual == Decimal("1350.50")
        assert Entry.objects.about(activity).get().fields == ["cost_actual"]

    def test_it_stays_as_it_was_otherwise(self, client, activity):
        confirm(client, send(client, csv(HEADS, ROW)))
        activity.refresh_from_db()
        assert activity.cost_actual is None


class TestWhatHasChangedMeanwhile:
    @pytest.fixture
    def waiting(self, client, activity):
        return send(client, csv(HEADS, ROW))["Location"]

    def test_figures_that_a_colleague_typed_in_are_shown_first(
        self, client, activity, waiting
    ):
        seen = client.get(waiting).context["preview"].digest()
        make_figure(activity, shown=1)
        answer = client.post(waiting, {"seen": seen})
        assert answer.status_code == 409
        assert "Något har ändrats sedan du tittade. Ingenting lästes in." in text_of(
            answer
        )
        assert ReachFigure.objects.get().shown == 1

    def test_a_forged_yes_is_none(self, client, waiting):
        assert client.post(waiting, {"seen": "0" * 64}).status_code == 409
        assert client.post(waiting, {}).status_code == 422
        assert not ReachFigure.objects.exists()

    def test_figures_typed_in_at_this_very_moment_are_refused_by_the_database(
        self, client, activity, waiting, monkeypatch
    ):
        seen = client.get(waiting).context["preview"].digest()

        def late(*args):
            make_figure(activity)

        monkeypatch.setattr("campaigns.services.imports._one_at_a_time", late)
        monkeypatch.setattr(
            "campaigns.imports.preview._standing",
            lambda lines: {line.activity.pk: [] for line in lines if line.activity},
        )
        assert client.post(waiting, {"seen": seen}).status_code == 409
        assert not ReachFigure.objects.filter(clicks=310).exists()


class TestWhatWaits:
    def test_a_colleague_in_the_town_may_say_yes(self, municipality, activity, jonas):
        pending = make_pending(activity, jonas)
        karin = client_of(make_staff_member(municipality, "manager"))
        address = reverse("campaigns:reach_confirm", args=[pending.pk])
        assert karin.get(address).status_code == 200

    def test_another_town_s_is_not_found(self, client):
        foreign = make_activity()
        pending = make_pending(foreign, make_staff_member(foreign.municipality))
        address = reverse("campaigns:reach_confirm", args=[pending.pk])
        missing = reverse("campaigns:reach_confirm", args=[uuid.uuid4()])
        assert client.get(address).status_code == 404
        assert client.get(address).content == client.get(missing).content
        assert client.post(address).status_code == 404

    def test_after_a_day_it_is_gone(self, client, activity, jonas):
        make_pending(activity, jonas)
        later = NOON + timedelta(days=1)
        with time_machine.travel(later, tick=False):
            client = client_of(jonas)
            pending = PendingImport.objects.get()
            address = reverse("campaigns:reach_confirm", args=[pending.pk])
            assert client.get(address).status_code == 404
            send(client, csv(HEADS, ROW))
        assert not PendingImport.objects.filter(pk=pending.pk).exists()

    @pytest.mark.parametrize("role", Role.values)
    def test_the_planners_read_files_in(self, municipality, activity, jonas, role):
        client = client_of(make_staff_member(municipality, role))
        allowed = role in ("communicator", "manager", "administrator")
        pending = make_pending(activity, jonas)
        for address in (
            IMPORT,
            reverse("campaigns:reach_confirm", args=[pending.pk]),
            reverse("campaigns:reach_template", args=["csv"]),
        ):
            assert client.get(address).status_code == (200 if allowed else 403)
        assert send(client, csv(HEADS, ROW)).status_code == (302 if allowed else 403)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "tom.csv", "Fil: Filen är tom."),
        (b"%PDF-1.7", "export.xlsx", "Fil: Filen är en PDF."),
        (b"hej", "export.csv", "Fil: Ingen rad har rubriker"),
        (csv("Klick", "9"), "export.csv", "Fil: Ingen kolumn säger vilken aktivitet"),
        (csv(HEADS), "export.csv", "Fil: Det finns inga rader under rubrikerna."),
    ],
)
def test_a_file_that_is_none_is_told_beside_its_field(client, content, name, told):
    answer = send(client, content, name)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "<title>Fel:" in text_of(answer)
    assert not PendingImport.objects.exists()


def test_no_file_at_all_is_told(client):
    answer = client.post(IMPORT, {})
    assert answer.status_code == 422
    assert "Fil: välj en." in text_of(answer)


def test_the_activity_that_somebody_came_from_is_chosen(client, activity):
    page = text_of(client.get(f"{IMPORT}?aktivitet={activity.pk}"))
    assert f'<option value="{activity.pk}" selected>' in page
    for asked in ("x", "²", "9" * 30, "-1"):
        assert client.get(f"{IMPORT}?aktivitet={asked}").status_code == 200


def test_an_activity_that_is_not_among_the_latest_can_be_chosen(client, activity):
    for day in range(1, 102):
        make_activity(
            activity.municipality,
            campaign=activity.campaign,
            starts_on=NOON.date() + timedelta(days=day),
        )
    page = text_of(client.get(f"{IMPORT}?aktivitet={activity.pk}"))
    assert f'<option value="{activity.pk}" selected>' in page
    answer = send(client, csv("Dag;Klick", "2026-03-01;9"), activity=activity.pk)
    assert statuses(client, answer) == ["new"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_our_template_is_read_as_what_it_is(municipality, activity, kind, language):
    staff = make_staff_member(municipality, "communicator", desk_language=language)
    client = client_of(staff)
    file = client.get(reverse("campaigns:reach_template", args=[kind]))
    assert file["Content-Disposition"] == f'attachment; filename="rackvidd.{kind}"'
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        client = client_of(staff)
        answer = send(client, file.content, f"mall.{kind}")
        line = client.get(answer["Location"]).context["preview"].lines[0]
    assert line.status.value == "unknown"  # the code of the example is nobody's
    assert (line.row.shown, line.row.reached, line.row.clicks) == (12_500, 8_000, 310)
    assert line.row.spent == Decimal("1250.50")


def test_the_rows_take_as_many_statements_for_a_hundred_as_for_25(
    client, municipality, activity
):
    def statements(count):
        rows = [
            f"ratel7;{date(2025, 1, 1) + timedelta(days=day)};9" for day in range(count)
        ]
        answer = send(client, csv("Kod;Dag;Klick", *rows))
        with CaptureQueriesContext(connection) as captured:
            assert len(statuses(client, answer)) == count
        return len(captured)

    statements(25)
    assert statements(25) == statements(100)


class TestSizes:
    def test_just_too_large_is_refused_unread(self, client):
        answer = send(client, b"x" * 5_000_001)
        assert answer.status_code == 422
        assert "Fil: Filen är på 6 MB. Den får vara på högst 5 MB." in text_of(answer)

    def test_fifty_megabytes_are_refused_quickly_and_in_little_memory(self, client):
        file = SimpleUploadedFile("stor.csv", b"a;b\r\n" * 10_000_000)
        body = {"file": file, "starts_on": "2026-02-01", "ends_on": "2026-02-28"}
        begun = time.process_time()
        answer = client.post(IMPORT, body)
        spent = time.process_time() - begun
        assert answer.status_code == 422
        assert "Filen är på 50 MB. Den får vara på högst 5 MB." in text_of(answer)
        assert 'value="2026-02-01"' in text_of(answer)
        assert spent < 10
        assert not PendingImport.objects.exists()
