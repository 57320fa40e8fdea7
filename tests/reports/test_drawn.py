"""The figures of a page are drawn once, and anew where they are others."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import translation

from organisation.models import Role
from reports import drawn
from reports.months import months_until
from reports.months_page import figures_of as figures_of_months
from reports.page import figures_of
from reports.report import month_report
from reports.templatetags.numbers import number_cells, number_heads
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH, local, receive
from tests.reports.test_pages import make_month

IN_JUNE = local("2026-06-10 14:30")
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MONTH, MONTHS = "/desk/rapport/2026/3/", "/desk/rapport/2026/3/manader/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(IN_JUNE, tick=False) as clock:
        yield clock


@pytest.fixture
def town(db):
    town = make_municipality(name="Ekebacka kommun")
    make_month(town)
    return town


@pytest.fixture
def drawings(monkeypatch):
    """The templates of figures that were drawn, in order."""
    names = []

    def draw(template, context):
        if "figures" in template:
            names.append(template)
        return render_to_string(template, context)

    monkeypatch.setattr(drawn, "render_to_string", draw)
    return names


def desk_of(town, role=Role.MANAGER):
    return client_of(make_staff_member(town, role))


@pytest.mark.parametrize("address", [MONTH, MONTHS])
def test_a_page_that_shows_the_same_is_drawn_once(town, drawings, clock, address):
    desk = desk_of(town)
    first = desk.get(address).content
    clock.shift(AN_HOUR)
    second = desk.get(address).content
    assert len(drawings) == 1
    assert first.partition(b"<h1>")[2] == second.partition(b"<h1>")[2]


@pytest.mark.parametrize(
    ("address", "fewer", "more"),
    [(MONTH, "Tolv", "13"), (MONTHS, "18", "19")],
)
def test_a_family_more_is_seen_at_once(town, drawings, address, fewer, more):
    desk = desk_of(town)
    before = desk.get(address).content.decode()
    receive(town, "2026-03-30 09:00")
    after = desk.get(address).content.decode()
    assert f"{fewer} familjer" in before
    assert f"{more} familjer" in after
    assert len(drawings) == 2


def test_a_frozen_month_is_not_shown_in_the_place_of_another_version(town, drawings):
    report = month_report(town, MARCH, at=IN_JUNE)
    parts = [
        drawn.drawn(
            "reports/figures.html", each, lambda each=each: figures_of(each), place=1
        )
        for each in (report, replace(report, goal_percent=71), report)
    ]
    assert parts[0] == parts[2] != parts[1]


def test_each_language_has_its_own(town, drawings):
    report = month_report(town, MARCH, at=IN_JUNE)
    for language in ("sv", "en", "sv", "en"):
        with translation.override(language):
            part = drawn.drawn(
                "reports/figures.html", report, lambda: figures_of(report), place=1
            )
            assert ("Godkända hem" in part) == (language == "sv")
    assert len(drawings) == 2


def test_what_only_a_manager_may_do_is_shown_to_managers_alone(town):
    words = "Skriv in lediga platser"
    for role in (Role.MANAGER, Role.RECRUITER, Role.MANAGER):
        page = desk_of(town, role).get(MONTH).content.decode()
        assert (words in page) == (role is Role.MANAGER)


def test_one_municipality_s_figures_are_not_another_s(town):
    other = make_municipality(name="Osby kommun")
    make_month(other, families=17)
    for each, words in ((town, "18"), (other, "23"), (town, "18")):
        assert f"{words} familjer" in desk_of(each).get(MONTHS).content.decode()


@pytest.mark.parametrize("moment", ["2026-03-20 09:00", "2026-05-02 10:00"])
def test_the_figures_of_a_month_do_not_tell_at_which_moment_they_were_read(moment):
    report = make_report(make_counts(MARCH, 38))
    at = local(moment)
    drawings = [
        render_to_string("reports/figures.html", figures_of(replace(report, at=each)))
        for each in (at, at + A_DAY)
    ]
    assert drawings[0] == drawings[1]


def test_the_figures_of_many_months_tell_only_the_minute(town):
    history = months_until(town, MARCH, at=IN_JUNE, all_of_them=False)
    second = timedelta(seconds=1)
    drawings = [
        render_to_string(
            "reports/months_figures.html",
            figures_of_months(replace(history, at=each), is_all=False),
        )
        for each in (IN_JUNE, IN_JUNE + second)
    ]
    assert drawings[0] == drawings[1]


def test_the_memory_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(drawn, "MOST_KEPT", 3)
    for place in range(10):
        drawn.drawn("reports/definitions.html", 1, dict, place=place)
        assert len(drawn._kept) <= 3


def test_what_stands_in_a_table_is_escaped():
    assert number_cells(["<b>", "1"]) == (
        '<td class="number">&lt;b&gt;</td><td class="number">1</td>'
    )
    assert number_heads(['"&']) == ('<th scope="col" class="number">&quot;&amp;</th>')
