"""Which stage may follow which, and for what reasons an inquiry is closed.

Coarse stages only; what a municipality does inside a stage is its own affair.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    RECEIVED = "received", _("Received")
    CONTACTED = "contacted", _("Contacted")
    MEETING = "meeting", _("Meeting")
    ASSESSMENT = "assessment", _("Assessment")
    DECISION = "decision", _("Decision")
    APPROVED = "approved", _("Approved")
    DORMANT = "dormant", _("Not now")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")
    HANDED_OVER = "handed_over", _("Handed over")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Spam")


# Somebody must do something next: an open follow-up with a date is demanded.
OPEN_STAGES = (
    Stage.RECEIVED,
    Stage.CONTACTED,
    Stage.MEETING,
    Stage.ASSESSMENT,
    Stage.DECISION,
)

_ASIDE = frozenset(
    {
        Stage.DORMANT,
        Stage.WITHDRAWN,
        Stage.DECLINED,
        Stage.HANDED_OVER,
        Stage.DUPLICATE,
    }
)
_REOPENED = frozenset({Stage.RECEIVED, Stage.CONTACTED})

MOVES: Mapping[Stage, frozenset[Stage]] = {
    # Some come to a meeting before anybody has called them.
    Stage.RECEIVED: _ASIDE | {Stage.CONTACTED, Stage.MEETING, Stage.SPAM},
    Stage.CONTACTED: _ASIDE | {Stage.MEETING, Stage.ASSESSMENT},
    Stage.MEETING: _ASIDE | {Stage.CONTACTED, Stage.ASSESSMENT},
    Stage.ASSESSMENT: _ASIDE | {Stage.MEETING, Stage.DECISION},
    Stage.DECISION: _ASIDE | {Stage.ASSESSMENT, Stage.APPROVED},
    Stage.APPROVED: frozenset({Stage.WITHDRAWN, Stage.DECLINED}),
    Stage.DORMANT: _ASIDE - {Stage.DORMANT} | _REOPENED,
    Stage.WITHDRAWN: _REOPENED,
    Stage.DECLINED: _REOPENED,
    Stage.HANDED_OVER: _REOPENED,
    Stage.DUPLICATE: _REOPENED,
    Stage.SPAM: frozenset({Stage.RECEIVED}),
}


class TheirReason(models.TextChoices):
    """Why a family withdrew: their choice."""

    LIFE_CHANGED = "life_changed", _("Life changed")
    NOT_NOW = "not_now", _("Not the right time")
    NOT_WHAT_WE_THOUGHT = "not_what_we_thought", _("Not what we had thought")
    OTHER_PROVIDER = "other_provider", _("Chose another municipality or provider")
    NO_CONTACT = "no_contact", _("We never got hold of each other")
    NO_REASON = "their_no_reason", _("No reason given")


class OurReason(models.TextChoices):
    """Why we declined, handed over or set aside: our choice."""

    REQUIREMENTS = "requirements", _("Does not meet the requirements")
    NO_NEED = "no_need", _("No need of that assignment")
    OTHER_MUNICIPALITY = "other_municipality", _("Lives in another municipality")
    OTHER_AUTHORITY = "other_authority", _("Belongs to another authority")
    SAME_HOUSEHOLD = "same_household", _("The same household has inquired already")
    NOT_AN_INQUIRY = "not_an_inquiry", _("Not an inquiry")
    OTHER = "our_other", _("Other reason")


REASONS: Mapping[Stage, tuple[str, ...]] = {
    Stage.WITHDRAWN: tuple(TheirReason.values),
    Stage.DECLINED: (OurReason.REQUIREMENTS, OurReason.NO_NEED, OurReason.OTHER),
    Stage.HANDED_OVER: (OurReason.OTHER_MUNICIPALITY, OurReason.OTHER_AUTHORITY),
    Stage.DUPLICATE: (OurReason.SAME_HOUSEHOLD,),
    Stage.SPAM: (OurReason.NOT_AN_INQUIRY,),
}

ALL_REASONS = (*TheirReason.choices, *OurReason.choices)


class MoveRefused(Exception):
    """The workflow has no such move, or another person made one first."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} → {new}")
        self.old = old
        self.new = new


class ReasonMissing(Exception):
    """An inquiry is closed for a reason from the stage's own list, or not at all."""


class WakeUpMissing(Exception):
    """An inquiry that rests has a date on which it wakes up."""


def check_move(old: Stage, new: Stage) -> None:
    """Raise MoveRefused unless the workflow lets an inquiry go from old to new."""
    if new not in MOVES[old]:
        raise MoveRefused(old, new)


def check_reason(stage: Stage, reason: str) -> None:
    """Raise ReasonMissing unless the reason is one that the stage takes."""
    allowed = REASONS.get(stage, ("",))
    if reason not in allowed:
        raise ReasonMissing(stage, reason)
