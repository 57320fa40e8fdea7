"""What a family's page says while nothing is to happen, and why nothing is.

Source: docs/decisions/0081-what-a-family-can-do-itself.md.
"""

from django.utils.translation import gettext as _

from inquiries.models import Doing, Event, Inquiry
from inquiries.workflow import Stage, TheirReason


def rest_of(inquiry: Inquiry) -> tuple[str, str]:
    """The state of the page of an inquiry that is not open, and its heading."""
    if inquiry.stage == Stage.DORMANT:
        return "paused", _why_we_wait(inquiry)
    if inquiry.stage == Stage.WITHDRAWN and _we_gave_up(inquiry):
        return "unreached", _("We never got hold of each other")
    if inquiry.stage == Stage.WITHDRAWN:
        return "withdrawn", _("You have withdrawn")
    return "closed", _("Nothing more is planned on this page")


def _why_we_wait(inquiry: Inquiry) -> str:
    """The family asked for it, or did not answer; else it is told no reason."""
    move = _last_move(inquiry)
    together = [] if move is None else list(Event.objects.filter(act=move.act))
    if any(
        each.kind == Event.Kind.BY_FAMILY and each.reason == Doing.PAUSED
        for each in together
    ):
        return _("We wait, as you wished")
    if any(each.kind == Event.Kind.ATTEMPTED for each in together):
        return _("We have called without getting hold of you")
    return _("We wait for the time being")


def _we_gave_up(inquiry: Inquiry) -> bool:
    """Whether somebody of us closed it because nobody answered."""
    if inquiry.close_reason != TheirReason.NO_CONTACT:
        return False
    move = _last_move(inquiry)
    return move is not None and move.by_id is not None


def _last_move(inquiry: Inquiry) -> Event | None:
    return (
        Event.objects.filter(
            inquiry=inquiry,
            kind=Event.Kind.MOVED,
            to_stage=inquiry.stage,
            reversed_by=None,
        )
        .order_by("-pk")
        .first()
    )
