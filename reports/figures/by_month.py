"""Which of several months a moment belongs to, asked of the database."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Func, IntegerField, Value

from organisation.months import Month


class MonthIndex(Func):
    """The place of the column's month among months that follow one another.

    Counted from 1, as width_bucket does; a moment at a month's start belongs to it.
    The borders are computed here, so that they are Stockholm's whatever the database
    knows of time zones.
    """

    function = "width_bucket"
    output_field = IntegerField()

    def __init__(self, column: str, months: Sequence[Month]) -> None:
        starts = Value(
            [month.start for month in months], output_field=ArrayField(DateTimeField())
        )
        super().__init__(column, starts)
