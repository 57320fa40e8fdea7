"""What the list of inquiries can be narrowed to. Everything stands in the address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity
from inquiries.forms.fields import LineField
from inquiries.forms.steps import TEAM, DayField, moment_of, owner_choices
from inquiries.models import Inquiry, Source
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.models import StaffMember

OPEN, CLOSED, REVIEW = "open", "closed", "review"
SIZES: Final = (25, 100)
CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ANY: Final = _("All")


class FilterForm(forms.Form):
    """Empty fields narrow nothing; one that makes no sense is told and left out."""

    q = LineField(label=_("Name, phone or number"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", ANY),
            (OPEN, _("Still open")),
            (CLOSED, _("Closed")),
            (REVIEW, _("To be reviewed")),
        ],
    )
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", ANY), *Stage.choices]
    )
    owner = forms.ChoiceField(label=_("Who"), required=False)
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", ANY), *Source.choices]
    )
    activity = forms.ChoiceField(label=_("Activity"), required=False)
    since = DayField(label=_("Received from"), required=False)
    until = DayField(label=_("Received until"), required=False)

    def __init__(
        self,
        *args: Any,
        staff: Iterable[StaffMember],
        activities: Iterable[Activity],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        self.fields["owner"].choices = owner_choices(staff, blank=ANY)  # type: ignore[attr-defined]
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", ANY),
            *((str(each.pk), each.name) for each in activities),
        ]

    def narrow(self, inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        """Apply every filter but `q`."""
        for name, value in self.cleaned_data.items():
            if value and name in NARROWING:
                inquiries = inquiries.filter(NARROWING[name](value))
        return inquiries

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(each) for each in NARROWING)


STATES: Final = {
    OPEN: Q(stage__in=OPEN_STAGES),
    CLOSED: ~Q(stage__in=OPEN_STAGES),
    REVIEW: ~Q(suspicion=""),
}
NARROWING: Final = {
    "state": lambda value: STATES[value],
    "stage": lambda value: Q(stage=value),
    "owner": lambda value: Q(owner=None if value == TEAM else int(value)),
    "source": lambda value: Q(source=value),
    "activity": lambda value: Q(activity=int(value)),
    "since": lambda value: Q(received_at__gte=moment_of(value, time(0))),
    "until": lambda value: Q(
        received_at__lt=moment_of(value + timedelta(days=1), time(0))
    ),
}


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: what comes next is older than it."""

    received_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None where the text is no cursor: the first page then."""
        found = CURSOR.fullmatch(text)
        if found is None:
            return None
        moment = EPOCH + timedelta(microseconds=int(found[1]))
        return cls(moment, int(found[2]))

    def __str__(self) -> str:
        return f"{(self.received_at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"
