"""What the report tells of people in small groups, on the page and in the file."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from inquiries.workflow import OPEN_STAGES, REASONS, Stage
from reports.channel_tables import channel_notes, channel_table, channel_title
from reports.csv_file import csv_text
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.dropouts import DropOut
from reports.shown import LINK, TOLD, WITHIN, shown_channels, ways_out
from reports.suppression import TOTAL, Hidden
from tests.reports.attack import Published
from tests.reports.figures import make_report
from tests.reports.test_suppression import published_cross

NAMES = ("Radio", "Tips", "Affisch")
few = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 14])
counts = st.tuples(few, few, few, few, few, few).map(
    lambda n: ChannelCounts(
        tracked=min(n[0], n[1]),
        year=n[1],
        met=min(n[1], n[2]),
        approved=min(n[1], n[2], n[3]),
        told=min(n[4], n[5]),
        told_year=n[5],
    )
)


def channels(*rows):
    named = [
        ChannelRow(name, "", each)
        for name, each in zip(NAMES, rows[:-1], strict=False)
        if not each.is_empty
    ]
    return make_report(
        channels=ChannelTable((*named, ChannelRow("", "", rows[-1]))),
    )


def published(report):
    """Every number of the tables, their totals, and what everybody knows of them."""
    rows, total = shown_channels(report), report.channels.total
    cells = {(row.name, each): row.told[each] for row in rows for each in LINK + TOLD}
    sums = [([(row.name, c) for row in rows], getattr(total, c)) for c in LINK + TOLD]
    within = [((row.name, a), (row.name, b)) for row in rows for a, b in WITHIN]
    is_here = [
        [(row.name, "year"), (row.name, "told_year")] for row in rows if row.name
    ]
    return Published(cells, sums, within, is_here)


few_channels = st.lists(counts, min_size=2, max_size=4)


@settings(max_examples=40, deadline=None)
@given(few_channels)
def test_no_number_of_a_channel_can_be_worked_out(rows):
    attack(channels(*rows))


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(few_channels)
def test_nor_can_it_with_more_patience(rows):
    attack(channels(*rows))


def attack(report):
    if shown_channels(report):
        assert published(report).reconstructed() == {}


OURS = ("requirements", "no_need", "our_other", "other_municipality")
reasons = st.builds(
    DropOut,
    stage=st.sampled_from(OPEN_STAGES),
    reason=st.sampled_from(["life_changed", "not_now", "no_contact", *OURS]),
    is_ours=st.booleans(),
    number=few.filter(bool),
).map(lambda each: replace(each, is_ours=each.reason in OURS))


@settings(max_examples=60, deadline=None)
@given(left=st.lists(reasons, max_size=6, unique_by=lambda e: (e.stage, e.reason)))
def test_no_number_of_a_reason_can_be_worked_out(left):
    ways = ways_out(make_report(dropouts=tuple(left)))
    assert [published_cross(cross).reconstructed() for cross in ways.values()] == [
        {}
    ] * 3
    whole = sum(cross[TOTAL, TOTAL] for cross in ways.values())
    assert whole == sum(each.number for each in left)


def test_each_way_out_adds_up_to_what_happened_by_that_way():
    """The sums stand in other figures too, so no reason crosses from one to another."""
    left = [
        DropOut(Stage.CONTACTED, reason, stage != Stage.WITHDRAWN, 6)
        for stage in (Stage.WITHDRAWN, Stage.DECLINED, Stage.HANDED_OVER)
        for reason in REASONS[stage]
    ]
    ways = ways_out(make_report(dropouts=tuple(left)))
    assert {stage: cross[TOTAL, TOTAL] for stage, cross in ways.items()} == {
        stage: 6 * len(REASONS[stage]) for stage in ways
    }


BUSY = ChannelCounts(20, 9, 30, 30, 9, 6)
QUIET = ChannelCounts(3, 9, 20, 20, 2, 1)
UNKNOWN = ChannelCounts(5, 10, 100, 100, 9, 6)


def test_the_file_has_the_same_words_as_the_page():
    report = channels(BUSY, QUIET, UNKNOWN)
    with translation.override("sv"):
        text = csv_text(report).removeprefix("\ufeff")
        page = {row.label: row.cells for row in channel_table(report).rows}
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    in_file = {line[1]: line[2] for line in lines if line[0] == "Kanal, följd länk"}
    assert page["Tips"][0] == "färre\xa0än\xa05"
    month = [line for line in lines if line[:2] == ["Kanal, följd länk", "Tips"]]
    assert month[0][2] == "färre\xa0än\xa05"
    assert in_file["Radio"] == "30"


def test_hidden_channels_stand_by_name_so_that_the_order_tells_nothing():
    report = channels(
        ChannelCounts(year=2), ChannelCounts(year=4), ChannelCounts(year=9), UNKNOWN
    )
    assert [row.name for row in shown_channels(report)][:1] == ["Affisch"]
    assert [row.name for row in shown_channels(report)][1:] == ["Radio", "Tips", ""]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ((BUSY, QUIET, UNKNOWN), "Radio gav flest, av dem vi kan spåra"),
        ((QUIET, QUIET, UNKNOWN), "Månadens kanaler"),
        ((BUSY, BUSY, UNKNOWN), "Månadens kanaler"),
    ],
)
def test_the_channel_that_brought_most_is_named_where_it_shows(rows, title):
    with translation.override("sv"):
        assert channel_title(channels(*rows)) == title


def test_so_few_that_only_their_sum_is_told():
    four = ChannelCounts(4, 4, 4, 4)
    report = channels(four, four)
    with translation.override("sv"):
        assert [row.label for row in channel_table(report).rows] == ["Summa"]
        assert (
            channel_notes(report)[-1] == "De är för få för att visas kanal för kanal."
        )


def test_the_notes_explain_the_words_that_stand_in_the_table():
    with translation.override("sv"):
        notes = channel_notes(channels(BUSY, QUIET, UNKNOWN))
    words = {
        n
        for row in shown_channels(channels(BUSY, QUIET, UNKNOWN))
        for n in row.told.values()
    }
    assert Hidden.FEW in words
    assert "”Färre än 5” kan vara ingen alls." in notes
