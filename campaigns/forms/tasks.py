"""What is typed about things to do."""

from typing import Any, Final, cast

from crispy_forms.layout import Div, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import DayInput
from campaigns.forms.owned import ColleagueField, OwnedForm
from campaigns.models import CampaignTask, Routine
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts

Kind = CampaignTask.Kind
NOTE: Final = forms.Textarea(attrs={"rows": 3})


class TaskForm(OwnedForm):
    """A task typed by hand; of another kind, whose it is and by when."""

    due_on = forms.DateField(
        label=_("To be done by"),
        widget=DayInput,
        error_messages={
            "required": _("To be done by: give a day."),
            "invalid": _("To be done by: write the date as 2026-03-01."),
        },
    )
    owner = ColleagueField(
        label=_("Person"),
        error_messages={"invalid_choice": _("Person: choose one in the list.")},
    )

    class Meta:
        model = CampaignTask
        fields = ["about", "due_on", "owner_function", "owner", "note"]
        labels = {
            "about": _("What is to be done"),
            "owner_function": _("Function in charge"),
            "note": _("Note"),
        }
        help_texts = {
            "owner_function": _("Whoever holds the post: communicator, recruiter."),
            "note": _("Write nothing about children or families."),
        }
        widgets = {"note": NOTE}

    parts: tuple[Any, ...] = (
        "about",
        "due_on",
        Div("owner_function", "owner", css_class="field-row"),
        "note",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "owner" in self.fields:
            owner = cast(ColleagueField, self.fields["owner"])
            owner.choose_from(self.instance.municipality)
        if "about" in self.fields:
            self.fields["about"].required = True

    def clean_about(self) -> str:
        return cast(str, self.cleaned_data["about"])


class OtherTaskForm(TaskForm):
    class Meta(TaskForm.Meta):
        error_messages = {
            "about": {"required": _("What is to be done: say it in a few words.")}
        }


class AskAgainForm(TaskForm):
    """The home as staff write it, and when the assignment ends: the day follows."""

    due_on = None  # type: ignore[assignment]  # Django's way to leave a field out
    assignment_ends_on = forms.DateField(
        label=_("The assignment ends on"),
        widget=DayInput,
        error_messages={
            "required": _("The assignment ends on: give the day."),
            "invalid": _("The assignment ends on: write the date as 2026-06-30."),
        },
    )

    class Meta(TaskForm.Meta):
        fields = ["about", "assignment_ends_on", "owner_function", "owner", "note"]
        labels = {**TaskForm.Meta.labels, "about": _("The home")}
        help_texts = {
            **TaskForm.Meta.help_texts,
            "about": _("The name as you write it yourselves. No child’s name."),
        }
        error_messages = {"about": {"required": _("The home: give its name.")}}

    parts = (
        Div("about", "assignment_ends_on", css_class="field-row"),
        Div("owner_function", "owner", css_class="field-row"),
        "note",
    )


class DueTaskForm(TaskForm):
    """A task that the program opened: what it is about stands."""

    class Meta(TaskForm.Meta):
        fields = ["due_on", "owner_function", "owner", "note"]

    parts = TaskForm.parts[1:]


FORMS: Final[dict[str, type[TaskForm]]] = {
    Kind.OTHER: OtherTaskForm,
    Kind.ASK_AGAIN: AskAgainForm,
    Kind.THANK: DueTaskForm,
    Kind.UNPUBLISH: DueTaskForm,
}


class OutcomeForm(TidiedTexts, forms.Form):
    """What came of a task; may be left empty."""

    outcome = forms.CharField(
        label=_("What came of it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": _("What came of it: write at most %(limit_value)s signs.")
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn("outcome", Submit("done", _("Done")))


class RoutineForm(OwnedForm):
    class Meta:
        model = Routine
        fields = ["ask_again_days", "thank_days", "owner_function"]
        labels = {
            "ask_again_days": _("Ask again so many days before the end"),
            "thank_days": _("Thank an ambassador within so many days"),
            "owner_function": _("Function in charge of what opens by itself"),
        }
        error_messages = {
            "ask_again_days": {
                "required": _("Ask again: give a number of days."),
                "invalid": _("Ask again: give a whole number."),
            },
            "thank_days": {
                "required": _("Thank: give a number of days."),
                "invalid": _("Thank: give a whole number."),
            },
        }

    parts = (
        Div("ask_again_days", "thank_days", css_class="field-row"),
        "owner_function",
    )
