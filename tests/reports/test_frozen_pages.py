"""What page and file show of months that are frozen, corrected, or not yet."""

import re
from datetime import timedelta

import pytest
import time_machine

from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from organisation.models import Role
from reports.definitions import VERSION
from reports.models import Annotation, Lede, Snapshot
from reports.services.freezing import correct_month, freeze_due, freeze_month
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.histories import MARCH, contact, local, promise, receive
from tests.reports.test_pages import make_month, text_of

pytestmark = pytest.mark.django_db

AT_SIX = local("2026-04-01 06:00")
IN_JUNE = local("2026-06-10 14:30")
PAGE = "/desk/rapport/2026/3/"


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(IN_JUNE, tick=False):
        yield


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def boss(town):
    return make_staff_member(town, Role.MANAGER, display_name="Karin Wall")


@pytest.fixture
def desk(boss):
    return client_of(boss)


def late_inquiry(town):
    return receive(town, "2026-03-31 22:00")


def shown(answer):
    """What stands in the page, without the frame, which counts whom to call.

    The secret of its forms is another each time.
    """
    page = answer.content.decode().partition("<main")[2]
    secret = r'name="csrfmiddlewaretoken" value="\w+"'
    return re.sub(secret, "", page) or answer.content


def corrected(town, boss):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    late_inquiry(town)
    return correct_month(
        town, MARCH, version=1, reason="En anmälan kom sent.", by=boss, at=IN_JUNE
    )


def test_a_frozen_month_stays_whatever_is_registered_later(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    before = text_of(desk.get(PAGE))
    assert "version 1, siffror till 1 april 2026 klockan 06.00" in before
    assert "Tolv familjer hörde av sig" in before
    file = desk.get(f"{PAGE}siffror.csv").content
    late_inquiry(town)
    assert text_of(desk.get(PAGE)) == before
    assert desk.get(f"{PAGE}siffror.csv").content == file


def test_page_file_and_snapshot_are_the_same_after_everybody_is_erased(
    town, boss, desk
):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    february = "/desk/rapport/2026/2/"  # not frozen: counted anew each time
    addresses = [PAGE, f"{PAGE}siffror.csv"]
    before = [shown(desk.get(each)) for each in addresses]
    unfrozen = shown(desk.get(february))
    stored = Snapshot.objects.values().get()
    for inquiry in Inquiry.objects.of(town):
        erase_person(inquiry, by=boss, at=IN_JUNE, reason="På begäran.")
    assert [shown(desk.get(each)) for each in addresses] == before
    assert shown(desk.get(february)) == unfrozen
    assert Snapshot.objects.values().get() == stored


def test_a_month_that_is_over_and_not_frozen_is_preliminary(town, desk):
    make_month(town)
    page = text_of(desk.get(PAGE))
    assert "Preliminära siffror." in page
    assert "siffror till 10 juni 2026 klockan 14.30" in page
    late_inquiry(town)
    assert "Tretton familjer" in text_of(desk.get(PAGE)).replace("13 f", "Tretton f")


def test_the_running_month_is_never_called_preliminary(town, desk):
    make_month(town)
    page = text_of(desk.get("/desk/rapport/2026/6/"))
    assert "Månaden pågår" in page
    assert "Preliminära" not in page


def test_a_correction_says_what_changed_why_and_keeps_the_version_before(
    town, boss, desk
):
    corrected(town, boss)
    page = text_of(desk.get(PAGE))
    assert "version 2, siffror till 10 juni 2026 klockan 14.30" in page
    assert "uppgifter skiljer sig från förra versionen. En anmälan kom sent." in page
    assert "Hörde av sig 2026-03 12 13" in page
    assert "gjord av Karin Wall" in page
    old = text_of(desk.get(f"{PAGE}?version=1"))
    assert "Det här är version 1. Månaden har rättats sedan dess." in old
    assert "Tolv familjer hörde av sig" in old
    assert "siffror.csv?version=1" in desk.get(f"{PAGE}?version=1").content.decode()


def test_a_long_list_of_changes_is_folded_and_the_month_s_own_stand_first(
    town, boss, desk
):
    corrected(town, boss)
    html = desk.get(PAGE).content.decode()
    folded = html.partition('<details class="notice"')[2].partition("</details>")[0]
    assert " open>" not in folded.partition("\n")[0]
    periods = re.findall(r"<td>(.+)</td>", folded)
    assert periods[0] == "2026-03"
    assert periods == sorted(periods, key=lambda each: each != "2026-03")
    Annotation.objects.create(
        municipality=town, day=MARCH.first_day, text="Två vakanser"
    )
    correct_month(town, MARCH, version=2, reason="En till.", by=boss, at=IN_JUNE)
    assert '<details class="notice" data-state="info" open>' in (
        desk.get(PAGE).content.decode()
    )


@pytest.mark.parametrize("version", ["3", "0", "-1", "x", "", "9" * 40])
def test_a_version_that_is_not_there_is_not_found(town, boss, desk, version):
    corrected(town, boss)
    assert desk.get(f"{PAGE}?version={version}").status_code == 404


def test_the_form_shows_what_would_change_and_makes_the_version(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    late_inquiry(town)
    assert "Hörde av sig 2026-03 12 13" in text_of(desk.get(f"{PAGE}ratta/"))
    empty = desk.post(f"{PAGE}ratta/", {"version": 1, "reason": " "})
    assert empty.status_code == 422
    assert "Varför rättas månaden? Skriv några ord." in text_of(empty)
    made = desk.post(
        f"{PAGE}ratta/", {"version": 1, "reason": "Kom sent."}, follow=True
    )
    assert "Version 2 är gjord." in text_of(made)
    again = desk.post(
        f"{PAGE}ratta/", {"version": 1, "reason": "Kom sent."}, follow=True
    )
    assert "Månaden har rättats under tiden." in text_of(again)
    assert Snapshot.objects.count() == 2


def test_where_nothing_has_changed_there_is_no_form(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    page = text_of(desk.get(f"{PAGE}ratta/"))
    assert "Det finns inget att rätta." in page
    assert "Gör en ny version" not in page
    same = desk.post(f"{PAGE}ratta/", {"version": 1, "reason": "Säkert."}, follow=True)
    assert "Ingen siffra har ändrats" in text_of(same)


def test_a_month_that_is_not_frozen_cannot_be_corrected(town, desk):
    make_month(town)
    answer = desk.get(f"{PAGE}ratta/", follow=True)
    assert "Månaden är inte fryst än" in text_of(answer)


def test_an_older_snapshot_says_what_was_not_counted_then(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    row = Snapshot.objects.get()
    figures = dict(row.figures)
    del figures["notes"]
    other = make_municipality()
    Snapshot.objects.create(
        municipality=other,
        month=row.month,
        at=row.at,
        definitions=1,
        figures=figures,
        lede="Då.",
        lede_en="Then.",
    )
    page = text_of(client_of(make_staff_member(other)).get(PAGE))
    assert "räknades inte alla siffror som finns i dag" in page
    assert "Då." in page


def test_what_a_newer_program_froze_is_not_shown_and_says_why(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    row = Snapshot.objects.get()
    other = make_municipality()
    Snapshot.objects.create(
        municipality=other,
        month=row.month,
        at=row.at,
        definitions=VERSION + 1,
        figures=row.figures,
        lede="",
        lede_en="",
    )
    for path in (PAGE, f"{PAGE}siffror.csv"):
        answer = client_of(make_staff_member(other)).get(path)
        assert answer.status_code == 503
        assert "nyare version av programmet" in text_of(answer)


def test_a_manager_s_words_stand_on_top_and_the_generated_ones_are_folded(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    form = desk.get(f"{PAGE}inledning/").content.decode()
    assert "Tolv familjer hörde av sig" in form
    desk.post(f"{PAGE}inledning/", {"text": "En bra månad.", "text_en": "A good one."})
    page = desk.get(PAGE).content.decode()
    assert '<p class="lede">En bra månad.</p>' in page
    assert "Skrivet av Karin Wall den 10 juni 2026." in page
    assert "<p>Tolv familjer hörde av sig" in page
    assert "A good one." not in page


def test_whoever_reads_english_gets_the_words_in_english_or_the_generated_ones(
    town, desk
):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    reader = client_of(make_staff_member(town, desk_language="en"))
    desk.post(f"{PAGE}inledning/", {"text": "En bra månad."})
    assert '<p class="lede">Twelve families' in reader.get(PAGE).content.decode()
    desk.post(f"{PAGE}inledning/", {"text": "Bra.", "text_en": "A good month."})
    assert '<p class="lede">A good month.</p>' in reader.get(PAGE).content.decode()


def test_the_manager_can_go_back_and_every_text_is_kept(town, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    desk.post(f"{PAGE}inledning/", {"text": "En bra månad."})
    for _ in range(2):  # a second press changes nothing
        desk.post(f"{PAGE}inledning/programmets/")
    assert '<p class="lede">Tolv familjer' in desk.get(PAGE).content.decode()
    assert [each.text for each in Lede.objects.all()] == ["En bra månad.", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 801, "Inledning: skriv högst 800 tecken. Du skrev 801."),
        ("  ", "Inledning: skriv något"),
    ],
    ids=["too long", "empty"],
)
def test_what_is_wrong_in_the_words_is_said_and_the_words_are_kept(
    town, desk, text, said
):
    make_month(town)
    answer = desk.post(f"{PAGE}inledning/", {"text": text, "text_en": "Kept."})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Kept." in answer.content.decode()
    assert not Lede.objects.exists()


def test_words_written_before_the_month_was_frozen_stay_and_say_so(town, boss, desk):
    inquiry = receive(town, "2026-06-02 09:00")
    promise(
        inquiry, "2026-06-02 16:00", settled_by=contact(inquiry, "2026-06-02 10:00")
    )
    assert "Månaden pågår" in text_of(desk.get("/desk/rapport/2026/6/inledning/"))
    desk.post("/desk/rapport/2026/6/inledning/", {"text": "Kvällsjouren går bra."})
    with time_machine.travel(IN_JUNE + timedelta(days=30), tick=False):
        freeze_due(IN_JUNE + timedelta(days=30))
        page = text_of(client_of(boss).get("/desk/rapport/2026/6/"))
    assert "Kvällsjouren går bra." in page
    assert "den 10 juni 2026, när siffrorna var andra" in page


def test_an_old_version_keeps_the_words_that_were_written_of_it(town, boss, desk):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    desk.post(f"{PAGE}inledning/", {"text": "Om tolv."})
    late_inquiry(town)
    correct_month(town, MARCH, version=1, reason="Sent.", by=boss, at=IN_JUNE)
    desk.post(f"{PAGE}inledning/", {"text": "Om tretton."})
    assert "Om tretton." in text_of(desk.get(PAGE))
    assert "Om tolv." in text_of(desk.get(f"{PAGE}?version=1"))


@pytest.mark.parametrize("page", ["inledning/", "ratta/", "skicka/"])
def test_only_the_latest_version_is_written_of_corrected_and_sent(
    town, boss, desk, page
):
    corrected(town, boss)
    latest, asked = desk.get(f"{PAGE}{page}"), desk.get(f"{PAGE}{page}?version=1")
    assert shown(asked) == shown(latest)


def test_a_note_is_a_numbered_mark_on_the_axis_with_a_footnote(town, desk):
    make_month(town)
    desk.post("/desk/rapport/anteckningar/", {"day": "2026-03-09", "text": "Radio"})
    desk.post("/desk/rapport/anteckningar/", {"day": "2026-03-02", "text": "Vakans"})
    desk.post("/desk/rapport/anteckningar/", {"day": "2025-01-02", "text": "För länge"})
    desk.get("/desk/rapport/anteckningar/")  # says that they are saved
    page = desk.get(PAGE).content.decode()
    assert 'y="30" text-anchor="middle">1, 2</text>' in page
    assert "<li>2 mars 2026: Vakans</li><li>9 mars 2026: Radio</li>" in page
    assert "För länge" not in page
    file = desk.get(f"{PAGE}siffror.csv").content.decode()
    assert "Anteckning;Vakans;;;2026-03-02" in file


def test_a_frozen_month_keeps_its_notes_and_says_that_others_have_come(town, desk):
    make_month(town)
    kept = Annotation.objects.create(
        municipality=town, day=MARCH.first_day, text="Radio"
    )
    freeze_month(town, MARCH, at=AT_SIX)
    assert "Anteckningarna på tidsaxeln har ändrats" not in text_of(desk.get(PAGE))
    desk.post(f"/desk/rapport/anteckningar/{kept.pk}/ta-bort/")
    page = text_of(desk.get(PAGE))
    assert "1 mars 2026: Radio" in page
    assert "Anteckningarna på tidsaxeln har ändrats" in page
    assert "Anteckning: Radio 2026-03-01 – borttagen" in text_of(
        desk.get(f"{PAGE}ratta/")
    )


def test_a_note_is_changed_and_what_is_wrong_in_it_is_said(town, desk):
    note = Annotation.objects.create(
        municipality=town, day=MARCH.first_day, text="Radio"
    )
    address = f"/desk/rapport/anteckningar/{note.pk}/"
    wrong = desk.post(address, {"day": "igår", "text": "x" * 81})
    assert wrong.status_code == 422
    said = text_of(wrong)
    assert "Dag: skriv datumet som 2026-03-01." in said
    assert "Det som hände: skriv högst 80 tecken. Du skrev 81." in said
    desk.post(address, {"day": "2026-03-01", "text": "Radio och tv"})
    assert "Radio och tv" in text_of(desk.get("/desk/rapport/anteckningar/"))


def test_a_frozen_month_is_read_and_not_counted(town, desk, django_assert_num_queries):
    make_month(town)
    freeze_month(town, MARCH, at=AT_SIX)
    desk.get(PAGE)
    with django_assert_num_queries(10):
        desk.get(PAGE)
