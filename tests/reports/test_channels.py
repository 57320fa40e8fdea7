import pytest

from campaigns.models import Channel
from inquiries.workflow import Stage
from reports.figures.channels import ChannelCounts
from tests.make import make_activity, make_municipality
from tests.reports.histories import move, receive, report_of, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return make_municipality()


def channel(municipality, name):
    found, _ = Channel.objects.get_or_create(municipality=municipality, name=name)
    return found


def counts(municipality):
    return {row.name: row.counts for row in report_of(municipality).channels.rows}


def test_what_we_know_stands_beside_what_the_family_tells(municipality):
    radio = channel(municipality, "Radio")
    receive(
        municipality,
        "2026-03-02 09:00",
        activity=make_activity(municipality),
        told_channel=radio,
    )
    assert counts(municipality) == {
        "Facebook": ChannelCounts(tracked=1, year=1),
        "Radio": ChannelCounts(told=1, told_year=1),
        "": ChannelCounts(),
    }


def test_without_link_or_with_an_unknown_code_the_channel_is_unknown(municipality):
    receive(municipality, "2026-03-02 09:00")
    receive(municipality, "2026-03-02 09:00", unknown_code="xyz")
    assert counts(municipality)[""] == ChannelCounts(2, 2, 2, 2)


def test_the_unknown_row_is_last_also_when_it_is_the_largest_or_empty(municipality):
    assert [row.name for row in report_of(municipality).channels.rows] == [""]
    for _ in range(3):
        receive(municipality, "2026-03-02 09:00")
    receive(municipality, "2026-03-02 09:00", activity=make_activity(municipality))
    rows = report_of(municipality).channels.rows
    assert [row.name for row in rows] == ["Facebook", ""]


def test_the_rows_add_up_to_all_that_got_in_touch(municipality):
    tip = channel(municipality, "Tips från familjehem")
    receive(municipality, "2026-03-02 09:00", activity=make_activity(municipality))
    receive(municipality, "2026-03-03 09:00", told_channel=tip)
    receive(municipality, "2026-03-31 23:59:59")
    receive(municipality, "2026-04-01 00:00", told_channel=tip)
    receive(municipality, "2025-04-01 00:00", told_channel=tip)
    receive(municipality, "2025-03-31 23:59:59", told_channel=tip)
    receive(municipality, "2026-03-04 09:00", stage=Stage.DUPLICATE)
    receive(municipality, "2026-03-04 09:00", stage=Stage.SPAM)
    report = report_of(municipality)
    total = report.channels.total
    assert total.tracked == total.told == report.own.received == 3
    year = report.twelve_months_compared.now.received
    assert total.year == total.told_year == year == 4


def test_meetings_and_homes_go_by_the_link_and_count_each_family_once(municipality):
    activity = make_activity(municipality)
    met = receive(municipality, "2025-05-02 09:00", activity=activity)
    move(met, "contacted", "meeting", "2025-05-10 09:00")
    move(met, "meeting", "contacted", "2025-05-11 09:00")
    move(met, "contacted", "meeting", "2025-05-12 09:00")
    home = receive(municipality, "2025-06-02 09:00", activity=activity)
    move(home, "contacted", "assessment", "2025-07-10 09:00")
    move(home, "decision", "approved", "2026-05-10 09:00")
    gone = receive(municipality, "2025-06-02 09:00", activity=activity)
    undo(move(gone, "contacted", "meeting", "2025-07-10 09:00"))
    assert counts(municipality)["Facebook"] == ChannelCounts(year=3, met=2, approved=1)


def test_a_family_before_the_twelve_months_is_not_in_them(municipality):
    activity = make_activity(municipality)
    early = receive(municipality, "2025-03-31 23:59:59", activity=activity)
    move(early, "decision", "approved", "2026-03-10 09:00")
    report = report_of(municipality)
    assert report.channels.total == ChannelCounts()
    assert report.own.approved == 1


def test_the_channels_that_brought_most_stand_first(municipality):
    for name, number in (("Radio", 1), ("Facebook", 2), ("Affisch", 1)):
        activity = make_activity(municipality, channel=channel(municipality, name))
        for _ in range(number):
            receive(municipality, "2026-03-02 09:00", activity=activity)
    rows = report_of(municipality).channels.rows
    assert [row.name for row in rows] == ["Facebook", "Affisch", "Radio", ""]


def test_another_municipalitys_channels_never_appear(municipality):
    other = make_municipality()
    receive(other, "2026-03-02 09:00", activity=make_activity(other))
    assert counts(municipality) == {"": ChannelCounts()}
