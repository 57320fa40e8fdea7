"""What is typed about figures of a channel, and the file that they may come in."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Div, Field, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaigns.forms.activities import activity_choices
from campaigns.forms.fields import CountField, DayInput
from campaigns.forms.judged import JudgesMore
from campaigns.imports.cells import MOST_COUNTED
from campaigns.imports.columns import table_of
from campaigns.imports.files import grids_of
from campaigns.imports.preview import Preview, Status
from campaigns.imports.refusals import FileRefused
from campaigns.imports.rows import ReadRow, Span, read_rows
from campaigns.models import Activity, ReachFigure
from campaigns.services.imports import Choices, Source
from organisation.choices import offer
from organisation.forms.layout import drawn
from organisation.forms.money import KronorField
from organisation.tidy import tidy_line

LONGEST_NAME: Final = 120


def _day(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput,
        error_messages={
            "required": _("From and To: give the first and the last day."),
            "invalid": _("From and To: write the date as 2026-03-01."),
        },
        **options,
    )


class ReachForm(JudgesMore):
    """Figures of one activity for a span of days that have passed."""

    judged = frozenset({"municipality", "activity"})
    starts_on = _day(_("From"))
    ends_on = _day(_("To"))
    shown = CountField(label=_("Times shown"), most=MOST_COUNTED, required=False)
    reached = CountField(label=_("People reached"), most=MOST_COUNTED, required=False)
    clicks = CountField(label=_("Clicks"), most=MOST_COUNTED, required=False)
    spent = KronorField(label=_("Spent, kronor"), required=False)

    class Meta:
        model = ReachFigure
        fields = ["starts_on", "ends_on", "shown", "reached", "clicks", "spent"]

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.helper = drawn(
            Div("starts_on", "ends_on", css_class="field-row"),
            Div("shown", "reached", "clicks", "spent", css_class="field-row"),
            Submit("save", _("Save")),
            unmarked=("shown", "reached", "clicks", "spent"),
        )

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day > self.today:
            raise ValidationError(_("To: the day must not lie ahead."))
        if day < self.cleaned_data.get("starts_on", day):
            raise ValidationError(_("To: the end must not be before the start."))
        return day


class ImportForm(forms.Form):
    """A file of an ad manager. Valid: every row was read, right or wrong."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("CSV or XLSX, at most 5 MB."),
        error_messages={
            "required": _("File: choose one."),
            "invalid": _("File: choose one."),
        },
    )
    activity = forms.ChoiceField(
        label=_("Activity"),
        required=False,
        help_text=_("Only where the whole file is about one activity."),
        error_messages={"invalid_choice": _("Activity: choose one in the list.")},
    )
    starts_on = _day(
        _("From"),
        required=False,
        help_text=_("Only where the file does not say the days."),
    )
    ends_on = _day(_("To"), required=False)

    def __init__(
        self, *args: Any, activities: Iterable[Activity], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.activities = {str(each.pk): each for each in activities}
        by_rows = _("As the rows of the file say")
        choices = activity_choices(self.activities.values(), blank=by_rows)
        offer(self, "activity", choices)
        self.rows: list[ReadRow] = []
        self.source = Source("", "")
        self.helper = drawn(
            Field("file", wrapper_class="short"),
            "activity",
            Div("starts_on", "ends_on", css_class="field-row"),
            Submit("read", _("Read the file")),
            unmarked=("activity", "starts_on", "ends_on"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            self._read(cleaned["file"], self._span(cleaned))
        except FileRefused as refused:
            self.add_error("file", _("File: %(why)s") % {"why": refused})
        return cleaned

    def chosen(self) -> Activity | None:
        return self.activities.get(self.cleaned_data["activity"])

    def _read(self, file: UploadedFile, span: Span | None) -> None:
        table = table_of(grids_of(file, file.size or 0))
        self.rows = read_rows(
            table,
            span=span,
            is_chosen=self.chosen() is not None,
            today=self.today,
        )
        self.source = Source(
            tidy_line(file.name or "")[:LONGEST_NAME], tidy_line(table.title)[:60]
        )

    def _span(self, cleaned: dict[str, Any]) -> Span | None:
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first is None and last is None:
            return None
        if first is None or last is None:
            raise ValidationError(_("From and To: give the first and the last day."))
        if last < first:
            raise ValidationError(_("To: the end must not be before the start."))
        if last > self.today:
            raise ValidationError(_("To: the day must not lie ahead."))
        return Span(first, last)


class ConfirmForm(forms.Form):
    """What is agreed to, once every row has been seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    leaves_out = forms.BooleanField(
        required=False,
        error_messages={"required": _("Tick that those rows are left out.")},
    )
    replaces = forms.BooleanField(
        required=False,
        error_messages={"required": _("Tick that those figures are replaced.")},
    )
    takes_cost = forms.BooleanField(
        label=_("Take over what was spent as actual cost, as above"), required=False
    )

    def __init__(self, *args: Any, preview: Preview, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen"] = preview.digest()
        unknown, replacing = (
            preview.count(Status.UNKNOWN),
            preview.count(Status.REPLACES),
        )
        self._ask("leaves_out", unknown, _("Leave out the rows of no activity (%s)"))
        self._ask("replaces", replacing, _("Replace figures that share days (%s rows)"))
        if not preview.costs:
            del self.fields["takes_cost"]
        self.helper = drawn(*self.fields, Submit("confirm", _("Read in the rows")))

    def choices(self) -> Choices:
        return Choices(**self.cleaned_data)

    def _ask(self, name: str, rows: int, label: Any) -> None:
        if not rows:
            del self.fields[name]
            return
        self.fields[name].label = label % rows
        self.fields[name].required = True
