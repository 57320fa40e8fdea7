"""What a family may think of before the next contact, as its page says it.

It follows what comes next: before a call nobody needs to hear about a visit.
"""

from typing import Final

from django.utils.translation import gettext as _

from followups.models import FollowUpTask

DECISION: Final = 4  # the last of the four steps
ASSESSMENT: Final = 3
FIRST: Final = 1


def preparing_for(step: int, kind: str) -> tuple[str, tuple[str, ...]]:
    """A heading and a sentence each.

    Args:
        step: which of the four steps the family is at.
        kind: of the next contact; "" where none is planned.
    """
    if kind == FollowUpTask.Kind.HOME_VISIT:
        return _("Before the visit"), _of_visit()
    if kind == FollowUpTask.Kind.CALL:
        return _("Before the call"), _of_call(step)
    return _("Good to know"), _of_step(step, kind)


def _of_visit() -> tuple[str, ...]:
    return (
        _("You need not tidy up. We want to meet you as you are."),
        _("It is good if everybody who lives with you can be there."),
    )


def _of_call(step: int) -> tuple[str, ...]:
    questions = _("Feel free to write down what you wonder about.")
    if step == FIRST:
        return (_("A quarter of an hour is enough. You commit to nothing."), questions)
    if step == DECISION:
        return (_("We tell you in a conversation, never by a message."), questions)
    return (questions,)


def _of_step(step: int, kind: str) -> tuple[str, ...]:
    if step == ASSESSMENT:
        return (
            _("We meet a few times, and tell you before each time what it is about."),
            _("You may say stop at any time."),
        )
    if step == DECISION:
        return (_("We tell you in a conversation, never by a message."),)
    if step == FIRST and not kind:
        return _of_call(step)
    return (_("Feel free to write down what you wonder about."),)
