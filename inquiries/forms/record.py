"""Forms of one inquiry's page. Each asks for one change."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from followups.models import FollowUpTask
from inquiries.forms.call import LONGEST_NOTE
from inquiries.forms.fields import AddressField, LineField, PhoneField, TextField
from inquiries.forms.steps import (
    FURTHEST,
    DayField,
    StepFields,
    initial_of,
    owner_choices,
    seen_of,
)
from inquiries.models import ContactDetails, Inquiry
from inquiries.phones import to_e164
from inquiries.wording import national
from inquiries.workflow import (
    MOVES,
    OPEN_STAGES,
    REASONS,
    OurReason,
    Stage,
    TheirReason,
)
from organisation.calendar import STOCKHOLM
from organisation.choices import offer
from organisation.models import StaffMember

REASON_NAMES: Final = dict([*TheirReason.choices, *OurReason.choices])


def stages_after(inquiry: Inquiry) -> list[Stage]:
    """Where an inquiry may go from here, in the order of the process.

    Contacted only where a conversation is logged; logging one moves it there itself.
    """
    moves = MOVES[Stage(inquiry.stage)]
    if inquiry.first_contact_at is None:
        moves -= {Stage.CONTACTED}
    return [each for each in Stage if each in moves]


class MoveForm(StepFields):
    """Another stage, with what that stage demands: a step, a reason or a day."""

    stage = forms.ChoiceField(label=_("Move to"))
    reason = forms.ChoiceField(label=_("Reason, when it is closed"), required=False)
    wake_up_on = DayField(label=_("Wakes up, when it is to rest"), required=False)
    note = TextField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("stage", *StepFields.step_names, "reason", "wake_up_on", "note")

    def __init__(
        self, *args: Any, inquiry: Inquiry, task: FollowUpTask | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, task=task, unchosen=_("Choose"), **kwargs)
        stages = stages_after(inquiry)
        if Stage.CONTACTED in MOVES[Stage(inquiry.stage)].difference(stages):
            self.fields["stage"].help_text = _(
                "It becomes Contacted by itself when a call is logged as answered."
            )
        stay = [(inquiry.stage, _("Stays in %s") % inquiry.get_stage_display())]
        further = [(each.value, each.label) for each in stages]
        offer(self, "stage", [*(stay if inquiry.is_open else []), *further])
        offer(self, "reason", _reasons(stages))
        self.inquiry = inquiry
        self.initial["seen"] = seen_of(task, inquiry.stage)
        if task is not None:
            self.initial = {**initial_of(task), **self.initial}

    @property
    def stays(self) -> bool:
        return bool(self.cleaned_data["stage"] == self.inquiry.stage)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.chosen = None
        stage = cleaned.get("stage", "")
        if stage in OPEN_STAGES:
            self.chosen = self.next_step()
            self.check_step(self.chosen)
            self.check_promise(self.chosen)
        elif stage == Stage.DORMANT:
            self._check_wake_up(cleaned.get("wake_up_on"))
        elif stage in REASONS:
            self._check_reason(Stage(stage), cleaned.get("reason", ""))
        return cleaned

    def _check_wake_up(self, day: Any) -> None:
        if "wake_up_on" in self.errors:
            return
        if not day:
            self.add_error("wake_up_on", _("Wakes up: say on what day."))
        elif day <= localtime(self.at, STOCKHOLM).date():
            self.add_error("wake_up_on", _("Wakes up: choose a day that lies ahead."))
        elif day > localtime(self.at + FURTHEST, STOCKHOLM).date():
            self.add_error(
                "wake_up_on", _("Wakes up: choose a day within three years.")
            )

    def _check_reason(self, stage: Stage, reason: str) -> None:
        if "reason" not in self.errors and reason not in REASONS[stage]:
            names = ", ".join(str(REASON_NAMES[each]) for each in REASONS[stage])
            self.add_error(
                "reason",
                _("Reason: for “%(stage)s” choose one of these: %(names)s.")
                % {"stage": stage.label, "names": names},
            )

    def change(self) -> dict[str, Any]:
        """Give what `move_inquiry` takes besides who and when."""
        stage = Stage(self.cleaned_data["stage"])
        is_rest = stage is Stage.DORMANT
        return {
            "stage": stage,
            "next_step": self.chosen,
            "reason": self.cleaned_data["reason"] if stage in REASONS else "",
            "wake_up_on": self.cleaned_data["wake_up_on"] if is_rest else None,
        }


def _reasons(stages: Iterable[Stage]) -> list[tuple[Any, Any]]:
    """The reasons of the stages that can be reached, under the stage's name."""
    groups = [
        (stage.label, [(each, REASON_NAMES[each]) for each in REASONS[stage]])
        for stage in stages
        if stage in REASONS
    ]
    return [("", _("Choose")), *groups]


class PlanForm(StepFields):
    """Another next step in the same stage."""

    def __init__(self, *args: Any, task: FollowUpTask | None, **kwargs: Any) -> None:
        super().__init__(*args, task=task, unchosen=_("Choose"), **kwargs)
        if task is not None:
            self.initial = {**initial_of(task), **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.chosen = self.next_step()
        self.check_step(self.chosen)
        self.check_promise(self.chosen)
        return cleaned


class NoteForm(forms.Form):
    text = TextField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Note: write something first.")},
    )


class OwnerForm(forms.Form):
    """Hand over: a colleague is asked in two lines; oneself and the team need none.

    A manager may give it at once, to somebody who cannot be asked.
    """

    owner = forms.ChoiceField(label=_("Who"))
    situation = LineField(label=_("How things stand"), max_length=200, required=False)
    promised = LineField(label=_("What is promised"), max_length=200, required=False)
    at_once = forms.BooleanField(
        label=_("Give it at once, without asking"), required=False
    )
    takes_visit = forms.BooleanField(label=_("The visit goes with it"), required=False)

    def __init__(
        self,
        *args: Any,
        inquiry: Inquiry,
        staff: Sequence[StaffMember],
        by: StaffMember,
        may_give: bool,
        visit: str = "",
        **kwargs: Any,
    ) -> None:
        """Give who is to have it; `visit` is that on which the owner goes, in words."""
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["takes_visit"].help_text = _(
            "%(visit)s. A colleague who is asked decides that."
        ) % {"visit": visit}
        if not visit:
            del self.fields["takes_visit"]
        self.staff = {str(each.pk): each for each in staff}
        offer(self, "owner", owner_choices(staff))
        self.initial = {"owner": str(inquiry.owner_id or 0), **self.initial}
        if not may_give:
            del self.fields["at_once"]

    @property
    def is_question(self) -> bool:
        """Whether the colleague is to be asked first."""
        owner = self.chosen_owner()
        given = self.cleaned_data.get("at_once", False)
        return owner is not None and owner != self.by and not given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "owner" in cleaned and self.is_question:
            for name in ("situation", "promised"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _LINES[name])
        return cleaned

    def chosen_owner(self) -> StaffMember | None:
        return self.staff.get(self.cleaned_data["owner"])


_LINES: Final = {
    "situation": _("How things stand: write a line for your colleague."),
    "promised": _("What is promised: write a line for your colleague."),
}


class ContactForm(forms.Form):
    """Who the family is and how it is reached. One way of the two is enough."""

    name = LineField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Name: write what they are called.")},
    )
    phone = PhoneField(label=_("Phone number"), required=False, max_length=40)
    email = AddressField(label=_("Email address"), required=False, max_length=254)

    def __init__(
        self, *args: Any, contact: ContactDetails | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if contact is not None:
            self.initial = {
                "name": contact.name,
                "phone": national(contact.phone),
                "email": contact.email,
                **self.initial,
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Phone number: write one, or an email address."))
        return cleaned

    def details(self) -> dict[str, str]:
        """What was typed, as it is kept: a lost link is asked for by exactly that."""
        phone = self.cleaned_data["phone"]
        return {
            **self.cleaned_data,
            "phone": to_e164(phone) if phone else "",
            "email": self.cleaned_data["email"].lower(),
        }


class EraseForm(forms.Form):
    reason = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example “At the family’s own wish, by phone 12 March”."),
        error_messages={
            "required": _("Reason: write why. It stays in the log."),
        },
    )
    is_sure = forms.BooleanField(
        label=_("I understand that it cannot be undone"),
        error_messages={"required": _("Tick that you understand.")},
    )
