"""Faults in what the month's report counts: the recount in plain SQL finds them."""

from tests.mutations.fault import Edit, Fault

RECOUNT = (
    "tests/reports/oracle/test_every_cell.py::"
    "test_two_hundred_histories_equal_plain_sql_in_every_cell"
)
STANDING = "inquiries/standing.py"
CHANNELS = "reports/figures/channels.py"
MOVES = "reports/figures/moves.py"
PROMISES = "reports/figures/promises.py"

OF_COUNTING = (
    Fault(
        "the report begins a month at midnight by UTC",
        [RECOUNT],
        [
            Edit(
                "organisation/months.py",
                "local = datetime(self.year, self.number, 1, tzinfo=STOCKHOLM)",
                "local = datetime(self.year, self.number, 1, tzinfo=UTC)",
            )
        ],
    ),
    Fault(
        "the report counts the first moment of the next month",
        [
            "tests/reports/test_rollups.py::"
            "test_a_month_alone_holds_what_it_holds_among_others"
        ],
        [
            Edit(
                MOVES,
                "at__gte=months[0].start, at__lt=months[-1].end",
                "at__gte=months[0].start, at__lte=months[-1].end",
            )
        ],
    ),
    Fault(
        "the report counts a move that was undone",
        [RECOUNT],
        [
            Edit(
                STANDING,
                'filter(~Exists(Event.objects.filter(reverses=OuterRef("pk"))))',
                "exclude(kind=Event.Kind.UNDONE)",
            )
        ],
    ),
    Fault(
        "the report counts a duplicate",
        [RECOUNT],
        [Edit(STANDING, "(Stage.DUPLICATE, Stage.SPAM)", "(Stage.SPAM,)")],
    ),
    Fault(
        "the report calls a reopened family one step further",
        [RECOUNT],
        [Edit(MOVES, 'return "reopened"', "return new")],
    ),
    Fault(
        "the report counts a promise that the family exchanged",
        [RECOUNT],
        [Edit(PROMISES, "        .exclude(outcome=Outcome.SUPERSEDED)\n", "")],
    ),
    Fault(
        "the report calls it in time to reach a family after the promised moment",
        [RECOUNT],
        [Edit(PROMISES, '            at__lte=OuterRef("due_at"),\n', "")],
    ),
    Fault(
        "the report takes the link for what the family tells",
        [RECOUNT],
        [Edit(CHANNELS, "told=own_told.inquiries", "told=own.inquiries")],
    ),
    Fault(
        "the report tells costs of days that are to come",
        [RECOUNT],
        [
            Edit(
                CHANNELS,
                "Period(min(months).first_day, min(last, today))",
                "Period(min(months).first_day, last)",
            )
        ],
    ),
    Fault(
        "the report calls the night before the first morning working time",
        [RECOUNT],
        [
            Edit(
                "reports/figures/waits.py",
                "least(began, closes[start])",
                "began",
            )
        ],
    ),
    Fault(
        "the forecast counts a family twice that came to a stage in two months",
        [RECOUNT],
        [
            Edit(
                "reports/figures/forecast.py",
                "if each.before is None or each.before < first:",
                "if each.stage:",
            )
        ],
    ),
)
