"""The call card: everything that is needed while the phone rings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups import ladder
from followups.assignment import callers
from followups.ladder import Rest
from followups.models import FollowUpTask, Slot
from followups.promise import opening_of
from followups.steps import NextStep
from followups.wording import deadline_text, window_text
from inquiries.broken_words import Broken, broken_of
from inquiries.forms.call import WRITTEN, CallForm
from inquiries.models import CallAttempt, Inquiry, Note
from inquiries.services.appointments import standing
from inquiries.services.calls import suggest
from inquiries.wording import national, proposal_text, when_text
from organisation.models import Municipality, StaffMember

Outcome = CallAttempt.Outcome
LATEST: Final = 3  # notes and attempts on the card
QUESTIONS: Final = (
    gettext_lazy("What made you get in touch?"),
    gettext_lazy("Who lives with you?"),
    gettext_lazy("What do you want to know from us?"),
)
LABELS: Final = {
    WRITTEN: gettext_lazy("Wrote to the family"),
    Outcome.ANSWERED: Outcome.ANSWERED.label,
    Outcome.NO_ANSWER: Outcome.NO_ANSWER.label,
    Outcome.CALL_BACK: Outcome.CALL_BACK.label,
    Outcome.WRONG_NUMBER: Outcome.WRONG_NUMBER.label,
}
KEYS: Final = {
    Outcome.ANSWERED: "1",
    Outcome.NO_ANSWER: "2",
    Outcome.CALL_BACK: "3",
    Outcome.WRONG_NUMBER: "4",
    WRITTEN: "5",
}


@dataclass(frozen=True)
class Button:
    """An outcome to press; `proposal` is what it plans."""

    value: str
    label: Any
    key: str
    proposal: str


@dataclass(frozen=True)
class Remark:
    """A note or an attempt, as one line of the card."""

    at: datetime
    when: str
    who: str
    text: str


@dataclass(frozen=True)
class Card:
    """One open inquiry, ready to be called; the first button is the likeliest."""

    inquiry: Inquiry
    task: FollowUpTask
    form: CallForm
    buttons: list[Button]
    due: str
    phone: str
    remarks: list[Remark]
    broken: Broken | None

    @property
    def questions(self) -> list[Any]:
        """The municipality's talk guide; else the program's own."""
        own = self.inquiry.municipality.talk_guide.splitlines()
        return [each for each in own if each.strip()] or list(QUESTIONS)


def card_of(
    inquiry: Inquiry,
    task: FollowUpTask,
    *,
    by: StaffMember,
    at: datetime,
    typed: Any = None,
    note: str = "",
) -> Card:
    """Make the card.

    Args:
        typed: the posted fields, where they were refused.
        note: what was noted and could not be kept, else the person's own draft.
    """
    proposals = proposals_of(inquiry, at)
    notes = _notes(inquiry, by)
    drafts = [each.text for each in notes if each.is_draft]
    form = CallForm(
        typed,
        staff=assignable(inquiry.municipality, by, inquiry.owner),
        at=at,
        task=task,
        proposals=proposals,
        initial={"note": note or "".join(drafts)},
        auto_id="call_%s",
    )
    return Card(
        inquiry=inquiry,
        task=task,
        form=form,
        buttons=_buttons(task, inquiry, proposals, at),
        due=_due(task, at),
        phone=national(inquiry.contact.phone),
        remarks=_remarks(inquiry, notes, at),
        broken=broken_of(inquiry, at),
    )


def proposals_of(inquiry: Inquiry, at: datetime) -> dict[str, NextStep | Rest]:
    """Give what each outcome would be followed by, if it were logged now."""
    has_email = bool(inquiry.contact.email)
    visit = standing(inquiry, Slot.Kind.HOME_VISIT, at)
    found: dict[str, NextStep | Rest] = {
        each: suggest(inquiry, each, has_email=has_email, at=at, visit=visit)
        for each in Outcome
    }
    found[WRITTEN] = ladder.after_written(inquiry.municipality, at, inquiry.owner_id)
    return found


def assignable(
    municipality: Municipality, *also: StaffMember | None
) -> list[StaffMember]:
    """Give whom a step can be given to: the recruiters, and those named."""
    staff = list(callers(municipality))
    for each in also:
        if each is not None and each not in staff:
            staff.append(each)
    return staff


def _buttons(
    task: FollowUpTask,
    inquiry: Inquiry,
    proposals: dict[str, NextStep | Rest],
    at: datetime,
) -> list[Button]:
    """Writing first where writing is the step; no calls where there is no number."""
    values = [str(each) for each in Outcome] if inquiry.contact.phone else []
    is_letter = task.kind == FollowUpTask.Kind.WRITE or not values
    if is_letter:
        values = [WRITTEN, *values]
    return [
        Button(each, LABELS[each], KEYS[each], _proposed(proposals[each], at))
        for each in values
    ]


def _proposed(proposal: NextStep | Rest, at: datetime) -> str:
    """What the button plans. “Other” is proposed only where no way to reach is left."""
    if isinstance(proposal, NextStep) and proposal.kind == FollowUpTask.Kind.OTHER:
        when = deadline_text(proposal.due_at, at)
        return _("Find the right number %(when)s") % {"when": when}
    return proposal_text(proposal, at)


def _due(task: FollowUpTask, at: datetime) -> str:
    promise = task.promise
    if promise is None:
        return deadline_text(task.due_at, at)
    opens_at = opening_of(task.municipality, promise)
    if opens_at is not None and at < opens_at:
        window = window_text(opens_at, promise.due_at, at)
        return _("promised %(when)s") % {"when": window}
    return _("promised at the latest %(when)s") % {
        "when": deadline_text(promise.due_at, at)
    }


def _notes(inquiry: Inquiry, by: StaffMember) -> list[Note]:
    """The latest notes, and the person's own draft."""
    return [
        each
        for each in Note.objects.filter(inquiry=inquiry)
        .select_related("author")
        .order_by("-is_draft", "-written_at")[: 2 * LATEST]
        if not each.is_draft or each.author_id == by.pk
    ]


def _remarks(inquiry: Inquiry, notes: Sequence[Note], at: datetime) -> list[Remark]:
    attempts = (
        CallAttempt.objects.filter(inquiry=inquiry, undone_at=None)
        .select_related("by")
        .order_by("-at")[:LATEST]
    )
    found = [
        *(
            Remark(
                each.at,
                when_text(each.at, at),
                each.by.first_name,
                each.get_outcome_display().rstrip(" …"),
            )
            for each in attempts
        ),
        *(
            Remark(
                each.written_at,
                when_text(each.written_at, at),
                _("The family") if each.author is None else each.author.first_name,
                each.text,
            )
            for each in notes
            if not each.is_draft
        ),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:LATEST]
