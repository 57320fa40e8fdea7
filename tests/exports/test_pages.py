import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from exports.making import make_due
from exports.models import Export, Status
from organisation.models import Role
from tests.make import client_of, make_export, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ekebacka():
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def karin(ekebacka):
    return make_staff_member(ekebacka, Role.MANAGER, display_name="Karin Wall")


@pytest.fixture
def client(karin):
    return client_of(karin)


@pytest.fixture
def make(ekebacka, karin):
    return lambda **fields: make_export(ekebacka, asked_by=karin, **fields)


def page_of(client, export, **headers):
    path = reverse("exports:export", args=[export.pk])
    return client.get(path, headers=headers).content.decode()


def actions():
    return list(Entry.objects.values_list("action", flat=True))


def ask_for(client, form="report-pdf"):
    return client.post("/desk/rapport/2026/3/fil/", {"form": form})


@pytest.mark.parametrize(
    ("form", "name", "kind", "begins"),
    [
        ("report-pdf", "ekebacka-kommun-2026-03.pdf", "application/pdf", b"%PDF"),
        (
            "report-workbook",
            "ekebacka-kommun-2026-03.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
        (
            "report-twelve-months",
            "12-ekebacka-kommun-2026-03.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
    ],
)
def test_a_file_of_the_month_is_asked_for_made_and_fetched(
    client, form, name, kind, begins
):
    answer = ask_for(client, form)
    export = Export.objects.get()
    assert answer.headers["Location"] == f"/desk/filer/{export.pk}/"
    make_due(timezone.now())
    fetched = client.get(f"/desk/filer/{export.pk}/hamta/")
    assert fetched.content.startswith(begins)
    assert fetched.headers["Content-Type"] == kind
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in fetched.headers["Cache-Control"]
    assert actions() == ["asked-for-export", "downloaded-export"]


def test_a_form_that_is_none_leads_back_to_the_month(client):
    assert ask_for(client, "virus").headers["Location"] == "/desk/rapport/2026/3/"
    assert not Export.objects.exists()


def test_a_month_that_has_not_begun_gives_no_file(client):
    answer = client.post("/desk/rapport/2999/1/fil/", {"form": "report-pdf"})
    assert answer.status_code == 404


def test_the_file_of_lines_is_written_down_too(client):
    client.get("/desk/rapport/2026/3/siffror.csv")
    entry = Entry.objects.get()
    assert (entry.action, entry.fields) == ("downloaded-report", ["2026-03"])


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("queued", "Det börjar inom några sekunder."),
        ("failed", "Filen gick inte att göra."),
        ("cancelled", "Inget sparades."),
        ("done", "Hämta filen"),
    ],
)
def test_the_page_says_how_far_it_has_come(client, make, status, words):
    export = make(status=status, asked_at=timezone.now())
    assert words in page_of(client, export)


def test_progress_is_a_number_and_words(client, make):
    export = make(status="queued", kind="report-twelve-months", steps=13, steps_done=4)
    page = page_of(client, export)
    assert 'value="4" max="13"' in page
    assert "4 av 13" in page


def test_what_nobody_begins_says_so(client, make):
    assert "Den är inte påbörjad än." in page_of(client, make(status="queued"))


def test_the_page_asks_again_until_the_file_is_ready(client, make):
    open_, ready = make(status="queued"), make()
    assert 'hx-trigger="every 2s"' in page_of(client, open_)
    assert "hx-trigger" not in page_of(client, ready)


def test_who_asks_again_gets_only_what_changes_and_is_told_the_end(client, make):
    part = page_of(client, make(), **{"HX-Request": "true"})
    assert "<html" not in part
    assert '<div id="said" hx-swap-oob="innerHTML">' in part
    waiting = page_of(client, make(status="queued"), **{"HX-Request": "true"})
    assert 'id="said"' not in waiting


def test_cancelling_is_one_press(client, make):
    export = make(status="queued")
    client.post(f"/desk/filer/{export.pk}/avbryt/")
    export.refresh_from_db()
    assert export.status == Status.CANCELLED
    assert actions() == ["cancelled-export"]


def test_what_was_finished_meanwhile_says_so(client, make):
    answer = client.post(f"/desk/filer/{make().pk}/avbryt/", follow=True)
    assert "Filen hann bli klar innan den avbröts." in answer.content.decode()


def test_what_failed_is_asked_for_again(client, make):
    export = make(status="failed")
    answer = client.post(f"/desk/filer/{export.pk}/om-igen/")
    anew = Export.objects.get(status=Status.QUEUED)
    assert answer.headers["Location"] == f"/desk/filer/{anew.pk}/"
    assert (anew.kind, anew.parameters) == (export.kind, export.parameters)


def test_a_file_that_is_not_ready_is_not_there(client, make):
    export = make(status="queued")
    assert client.get(f"/desk/filer/{export.pk}/hamta/").status_code == 404


def test_the_list_shows_the_latest_of_the_municipality_alone(client, make):
    make(title="Oktober 2026, PDF")
    make_export(title="Annans")
    page = client.get("/desk/filer/").content.decode()
    assert "Oktober 2026, PDF" in page
    assert "Annans" not in page


def test_an_empty_list_says_where_files_come_from(client):
    assert "Inga filer än." in client.get("/desk/filer/").content.decode()


def test_the_list_asks_as_much_for_many_as_for_few(client, make):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/filer/")
        return len(asked)

    make()
    queries()  # what is kept in memory is read
    few = queries()
    for _ in range(9):
        make()
    assert queries() == few
