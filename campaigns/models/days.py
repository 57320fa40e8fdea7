"""The days that a plan may hold: a year typed wrongly is told, and never kept.

“For ever” is an empty day, not the year 9999, which no calendar can count beyond.
"""

from datetime import date
from functools import reduce
from operator import and_
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
FAR_OFF: Final = _("Choose a day between 2000 and 2099.")
NEAR: Final = [
    MinValueValidator(FIRST_DAY, FAR_OFF),
    MaxValueValidator(LAST_DAY, FAR_OFF),
]


def all_near(name: str, *fields: str) -> CheckConstraint:
    """Let the row hold no other days in these fields; an empty one may stand."""
    spans = (
        Q(**{field: None}) | Q(**{f"{field}__range": (FIRST_DAY, LAST_DAY)})
        for field in fields
    )
    return CheckConstraint(
        condition=reduce(and_, spans), name=name, violation_error_message=FAR_OFF
    )
