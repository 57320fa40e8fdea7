import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from pypdf import PdfReader

from inquiries.workflow import Stage
from organisation.models import Municipality
from organisation.months import Month
from reports.documents import report_pdf
from reports.edition import live
from reports.figures.ahead import WeekAhead
from reports.figures.annotations import Note
from reports.figures.bank import Bank
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.dropouts import DropOut
from reports.figures.forecast import StageOutlook
from reports.figures.funnel import Funnel
from reports.figures.promises import PromiseCounts
from reports.figures.waits import Spread, Waits
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH

LONG_NAME = "Informationsträffen på biblioteket i Östra Ekebacka med Åsa Öberg"
SPREAD = Spread(timedelta(hours=5), timedelta(hours=40))


def make_edition(report=None, **fields):
    town = Municipality(
        name="Ekebacka kommun",
        committee="Nämnden för individ och familj",
        diary_number="NIF 2026/0147",
    )
    return replace(live(town, report or make_busy_report()), **fields)


def make_busy_report(**fields):
    """Thirteen months of promises, channels with long names, and all other figures."""
    counts = [
        make_counts(
            MARCH.plus(-back), 30 + back, PromiseCounts(40, 37 - back), back % 3
        )
        for back in range(24)
    ]
    rows = (
        ChannelRow("Facebook", "", ChannelCounts(19, 9, 200, 120, 50, 8, 4_200_000)),
        ChannelRow(LONG_NAME, "", ChannelCounts(7, 10, 90, 110, 30, 12, 300_000)),
        ChannelRow("", "", ChannelCounts(6, 13, 40, 90, 10, 5)),
    )
    stages = (Stage.RECEIVED, Stage.CONTACTED, Stage.MEETING, Stage.ASSESSMENT)
    return make_report(
        *counts,
        **{
            "reached": 29,
            "waits": Waits(28, 0, 2, 0, SPREAD, SPREAD, (12, 9, 4, 2, 1)),
            "channels": ChannelTable(rows),
            "funnels": (Funnel(30, 26, 14, 7, 4, 5),) * 24,
            "bank": Bank(26, 5, 9),
            "weeks": tuple(
                WeekAhead(
                    date(2026, 4, 6) + timedelta(weeks=n), 20, 15 + 4 * n, 3, 2, 4
                )
                for n in range(4)
            ),
            "dropouts": (
                DropOut(Stage.CONTACTED, "life_changed", is_ours=False, number=11),
                DropOut(Stage.MEETING, "not_now", is_ours=False, number=6),
                DropOut(Stage.MEETING, "requirements", is_ours=True, number=7),
            ),
            "outlook": tuple(
                StageOutlook(stage, 4 + 3 * place // 2, 100, 20)
                for place, stage in enumerate(stages)
            ),
            **fields,
        },
    )


def read(edition) -> PdfReader:
    return PdfReader(io.BytesIO(report_pdf(edition)))


def words_of(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def tags_of(document: PdfReader, wanted: set[str]) -> list[str]:
    """The kinds of tags in the order in which they are read aloud."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            kind = str(node.get("/S", ""))
            if kind in wanted:
                found.append(kind)
            if "/K" in node:
                walk(node["/K"])

    walk(document.root_object["/StructTreeRoot"])
    return found


def test_the_report_is_two_pages_and_an_appendix():
    pages = read(make_edition()).pages
    assert "Bilaga: tabellerna bakom figurerna" in pages[2].extract_text()
    assert all(page.mediabox.width < page.mediabox.height for page in pages)
    assert "Så räknar vi" in words_of(read(make_edition()))


def test_it_is_tagged_titled_and_in_a_named_language():
    document = read(make_edition())
    root = document.root_object
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert document.metadata.title == "Mars 2026 – Ekebacka kommun"


def test_headings_begin_with_one_of_the_first_level_and_leave_none_out():
    levels = tags_of(read(make_edition()), {"/H1", "/H2", "/H3", "/H4"})
    assert levels[0] == "/H1"
    assert levels.count("/H1") == 1
    assert {"/H2", "/H3"} < set(levels)
    assert all(
        int(after[-1]) <= int(before[-1]) + 1 for before, after in pairwise(levels)
    )


def test_tables_have_heads_and_the_chart_says_itself_in_words():
    document = read(make_edition())
    tags = tags_of(document, {"/Table", "/TH", "/Figure"})
    assert tags.count("/Table") >= 6
    assert tags.count("/TH") >= 12
    assert tags.count("/Figure") == 1


def test_the_text_comes_out_in_the_order_of_the_story():
    words = words_of(read(make_edition()))
    story = (
        "Ekebacka kommun",
        "Nämnden för individ och familj",
        "Diarienummer NIF 2026/0147 · siffror till 1 april 2026 klockan 00.00",
        "Mars 2026",
        "30 familjer hörde av sig",
        "av löftena hölls",
        "Försökt i tid 37 av 40 93 %",
        "Jämfört med i fjol",
        "Hälften av de första samtalen kom inom 5 h",
        "Facebook gav flest",
        "Familjernas vanligaste skäl: livet ändrades (11)",
        "Av de 24 familjer som är på väg blir troligen",
        "Vecka 16 saknas tid för två samtal",
        "Vi har plats för 5, behovet är 9",
        "Av 360 familjer som hörde av sig",
        "Ett godkänt hem kostade",
        "Bilaga",
        "Där månadens familjer är nu",
        "Det som hände under månaden",
        "Så räknar vi",
        "Raderade personer",
    )
    places = [words.find(each) for each in story]
    assert -1 not in places, story[places.index(-1)]
    assert places == sorted(places)


def test_every_page_tells_which_of_how_many_it_is():
    pages = read(make_edition()).pages
    for number, page in enumerate(pages, start=1):
        assert f"Sida {number} ({len(pages)})" in page.extract_text()


def test_a_long_name_is_written_out_with_its_letters():
    assert LONG_NAME in words_of(read(make_edition()))


def test_a_correction_says_its_version_and_what_changed():
    words = words_of(read(make_edition(version=2, changes="en anmälan fattades")))
    assert "NIF 2026/0147 · version 2 · siffror till" in words
    assert "Rättat: en anmälan fattades" in words


def test_annotations_are_footnotes_with_their_numbers_in_the_chart():
    notes = [
        Note(date(2025, 11, 3), "Kvällsjouren börjar"),
        Note(date(2025, 11, 20), "Två vakanser"),
        Note(date(2026, 2, 1), "Radiokampanj"),
    ]
    words = words_of(read(make_edition(notes=notes)))
    assert "1. 3 november 2025: Kvällsjouren börjar" in words
    assert "3. 1 februari 2026: Radiokampanj" in words
    assert "1, 2" in words


def test_the_sentences_are_those_of_the_manager():
    words = words_of(read(make_edition(lede="En månad med #panic mycket *snö*.")))
    assert "En månad med #panic mycket *snö*." in words


def test_a_running_month_says_that_it_runs():
    report = make_busy_report(month=MARCH, at=MARCH.start + timedelta(days=9))
    words = words_of(read(make_edition(report)))
    assert "Månaden pågår: det här är siffror till 10 mars 2026" in words


def test_a_month_with_nothing_in_it_is_a_document_too():
    words = words_of(read(make_edition(make_report(month=Month(2026, 3)))))
    assert "Ingen familj hörde av sig" in words


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_same_edition_gives_the_same_bytes(language):
    with translation.override(language):
        edition = make_edition()
        assert report_pdf(edition) == report_pdf(edition)


def test_what_a_frozen_month_did_not_count_has_no_place():
    report = make_busy_report(dropouts=(), outlook=(), weeks=(), bank=None, funnels=())
    words = words_of(read(make_edition(report)))
    for title in ("Ingen prognos", "inte gick vidare, och varför", "i banken"):
        assert title not in words.partition("Så räknar vi")[0]


def test_many_channels_leave_the_other_figures_their_place_on_two_pages():
    many = tuple(
        ChannelRow(f"Kanal {n}", "", ChannelCounts(9, 9, 90, 90, 30, 12, 100_000))
        for n in range(12)
    )
    pages = read(make_edition(make_busy_report(channels=ChannelTable(many)))).pages
    two = pages[0].extract_text() + pages[1].extract_text()
    assert "Tabellen finns i bilagan." in two
    assert "Kanal 7" not in two
    assert "Bilaga" in pages[2].extract_text()
