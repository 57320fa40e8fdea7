"""Channels as tables: what they brought, what came of it, and what it cost."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisation.wording import money_text, month_text, number_text, span_text
from reports.figures.costs import Ratio, cost_per
from reports.report import MonthReport
from reports.shown import ShownChannel, shown_channels
from reports.suppression import Hidden, clearly_most
from reports.tables import Row, Table, bar
from reports.wording import hidden_notes, told_text

OUTCOMES = ("year", "met", "approved")
FEW_MARK = "*"


def channel_table(report: MonthReport) -> Table:
    """The month by channel: what we know beside what the families say."""
    total = report.channels.total
    return Table(
        "channels-month",
        _("Channels of those who got in touch in %(month)s")
        % {"month": month_text(report.month)},
        [_("Channel"), _("Link followed"), _("The family tells")],
        [
            *(
                Row(
                    channel_name(row),
                    _numbers(row, "tracked", "told"),
                    _bar_of(row, total.tracked),
                )
                for row in shown_channels(report)
                if not row.name or row.told["tracked"] or row.told["told"]
            ),
            Row(
                _("Total"),
                [number_text(total.tracked), number_text(total.told)],
                is_total=True,
            ),
        ],
        has_bars=True,
    )


def channel_year_table(report: MonthReport) -> Table:
    """Twelve months by channel, and what came of them."""
    total = report.channels.total
    sums = (total.year, total.told_year, total.met, total.approved)
    return Table(
        "channels-year",
        _("Channels of those who got in touch in %(month)s")
        % {"month": _twelve_months(report)},
        [
            _("Channel"),
            _("Link followed"),
            _("The family tells"),
            _("To a meeting"),
            _("Homes approved"),
        ],
        [
            *(
                Row(
                    channel_name(row),
                    _numbers(row, "year", "told_year", "met", "approved"),
                )
                for row in shown_channels(report)
            ),
            Row(_("Total"), [number_text(number) for number in sums], is_total=True),
        ],
    )


def channel_notes(report: MonthReport) -> list[str]:
    """What the numbers go by, and what stands where there is no number."""
    notes = [
        _(
            "Meetings and approved homes go by the link that was followed, and are "
            "counted up to today."
        )
    ]
    shown = shown_channels(report)
    if not shown:
        return [*notes, _("They are too few to be told by channel.")]
    told = {number for row in shown for number in row.told.values()}
    return [*notes, *hidden_notes(told)]


def cost_table(report: MonthReport) -> Table | None:
    """What each channel cost, for each of those it brought; None without any cost."""
    total = report.channels.total
    if total.ore is None:
        return None
    rows = [row for row in shown_channels(report) if row.counts.ore is not None]
    ratios = [cost_per(total, getattr(total, column)) for column in OUTCOMES]
    return Table(
        "channels-cost",
        _("What the channels cost in %(month)s") % {"month": _twelve_months(report)},
        [
            _("Channel"),
            _("Cost"),
            _("Per inquiry"),
            _("Per meeting"),
            _("Per approved home"),
        ],
        [
            *(Row(channel_name(row), _costs(row)) for row in rows),
            Row(
                _("Total"),
                [
                    ore_text(total.ore, is_rough=total.is_rough),
                    *(_ratio_text(each, is_rough=total.is_rough) for each in ratios),
                ],
                is_total=True,
            ),
        ],
    )


def cost_notes(report: MonthReport) -> list[str]:
    """What the marks of the cost table mean, and where its costs come from."""
    notes = [
        _(
            "The costs are those that are typed in under Campaigns, without our own "
            "hours. The total is divided by all families, also those who came "
            "without a link."
        )
    ]
    if report.channels.total.is_rough:
        notes.append(
            _("About: some cost is planned only, or missing, so it may become more.")
        )
    return [
        *notes,
        _("%(mark)s Shared by fewer than ten.") % {"mark": FEW_MARK},
        _(
            "Nothing stands where there is nobody to divide by, or too few for the "
            "number to be shown."
        ),
    ]


def cost_title(report: MonthReport) -> str:
    """What a home costs by the dearest and the cheapest channel, where two are told."""
    found = [
        (ratio.ore, channel_name(row))
        for row in shown_channels(report)
        if row.name and (ratio := row.per("approved")) is not None
    ]
    total = report.channels.total
    all_homes = cost_per(total, total.approved)
    if len(found) > 1 and min(found)[0] < max(found)[0]:
        (least, cheap), (most, dear) = min(found), max(found)
        return _(
            "An approved home cost %(most)s through %(dear)s, %(least)s through "
            "%(cheap)s"
        ) % {
            "most": ore_text(most),
            "dear": dear,
            "least": ore_text(least),
            "cheap": cheap,
        }
    if all_homes is None:
        return _("What the channels cost")
    words = {"cost": ore_text(all_homes.ore, is_rough=total.is_rough)}
    return _("On average an approved home cost %(cost)s") % words


def channel_title(report: MonthReport) -> str:
    """The channel that brought most, where what may be told says so by itself."""
    rows = shown_channels(report)
    told = {place: row.told["tracked"] for place, row in enumerate(rows)}
    named = {place for place, row in enumerate(rows) if row.name}
    first = clearly_most(told, report.channels.total.tracked, among=named)
    if first is None:
        return _("Channels of the month")
    return _("%(channel)s brought the most, of those we can track") % {
        "channel": channel_name(rows[first])
    }


def channel_name(row: ShownChannel) -> str:
    """The channel's name in the active language; what is unknown is called so."""
    if not row.name:
        return _("Unknown")
    return row.name if get_language() == "sv" else row.name_en or row.name


def ore_text(ore: int, *, is_rough: bool = False) -> str:
    """41 000 kr, or “about 41 000 kr” where not every cost is known."""
    money = money_text(Decimal(ore) / 100)
    return _("about %(money)s") % {"money": money} if is_rough else money


def _costs(row: ShownChannel) -> list[str]:
    counts = row.counts
    cost = ore_text(counts.ore or 0, is_rough=counts.is_rough)
    ratios = [row.per(column) for column in OUTCOMES]
    return [cost, *(_ratio_text(each, is_rough=counts.is_rough) for each in ratios)]


def _ratio_text(ratio: Ratio | None, *, is_rough: bool) -> str:
    if ratio is None:
        return ""
    mark = FEW_MARK if ratio.is_small else ""
    return ore_text(ratio.ore, is_rough=is_rough) + mark


def _numbers(row: ShownChannel, *columns: str) -> Sequence[str]:
    return [told_text(row.told[column]) for column in columns]


def _bar_of(row: ShownChannel, total: int) -> int:
    number = row.told["tracked"]
    return 0 if isinstance(number, Hidden) else bar(number, total)


def _twelve_months(report: MonthReport) -> str:
    return span_text(report.month.plus(-11), report.month)
