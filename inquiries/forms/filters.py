"""What the list of inquiries can be narrowed to. Everything stands in the address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.forms.activities import activity_choices
from campaigns.models import Activity
from inquiries.forms.fields import LineField
from inquiries.forms.steps import TEAM, DayField, moment_of, owner_choices
from inquiries.models import Inquiry, Source
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.choices import offer
from organisation.models import StaffMember

OPEN, CLOSED, REVIEW = "open", "closed", "review"
SIZES: Final = (25, 100)
CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ANY: Final = _("All")


class FilterForm(forms.Form):
    """Empty fields narrow nothing; one that makes no sense is told and left out.

    Not so `q`: whoever searched for something is never shown everything instead.
    """

    q = LineField(
        label=_("Name, phone or number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "max_length": _(
                "Name, phone or number: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            )
        },
    )
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
        offer(self, "owner", owner_choices(staff, blank=ANY))
        offer(self, "activity", activity_choices(activities, blank=ANY))

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        raw = self["q"].value() or ""
        if raw.strip() and not any(each.isalnum() for each in typed):
            raise ValidationError(
                _("Name, phone or number: write letters or digits to search for.")
            )
        return typed

    def narrow(self, inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        """Apply every filter but `q`."""
        for name, value in self.cleaned_data.items():
            if value and name in NARROWING:
                inquiries = inquiries.filter(NARROWING[name](value))
        return inquiries

    @property
    def in_use(self) -> int:
        """How many filters narrow the list, not counting the search."""
        return sum(bool(self.cleaned_data.get(each)) for each in NARROWING)

    @property
    def is_unreadable(self) -> bool:
        """Whether something was searched for that cannot be."""
        return "q" in self.errors

    @property
    def more(self) -> list[forms.BoundField]:
        """Every field but the search: what is folded away until it is wanted."""
        return [self[each] for each in NARROWING]

    @property
    def has_errors_in_more(self) -> bool:
        return any(each.errors for each in self.more)


STATES: Final = {
    OPEN: Q(stage__in=OPEN_STAGES),
    CLOSED: ~Q(stage__in=OPEN_STAGES),
    REVIEW: ~Q(suspicion="") & Q(stage__in=OPEN_STAGES),
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
