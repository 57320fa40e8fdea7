"""How far an export has come, in words and looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from exports.making import KEPT
from exports.models import Export, Status

LOOKS: Final = {  # as docs/design.md lists them
    Status.QUEUED: "calm",
    Status.RUNNING: "now",
    Status.DONE: "done",
    Status.FAILED: "broken",
    Status.CANCELLED: "closed",
}
NO_NEWS: Final = timedelta(minutes=2)  # since it was asked for, and nobody has begun


@dataclass(frozen=True)
class Row:
    """An export as the pages show it.

    Args:
        step: “3 of 13”; "" where there is one step only.
        said: what is going on, and what one can do.
        gone_on: the day after which it is removed; None while it is open.
    """

    export: Export
    word: str
    look: str
    step: str
    said: str
    gone_on: datetime | None

    @property
    def is_ready(self) -> bool:
        return self.export.status == Status.DONE


def row_of(export: Export, moment: datetime) -> Row:
    status = Status(export.status)
    return Row(
        export=export,
        word=str(status.label),
        look=LOOKS[status],
        step=_step(export),
        said=_said(export, status, moment),
        gone_on=export.finished_at + KEPT if export.finished_at else None,
    )


def _step(export: Export) -> str:
    if export.steps == 1:
        return ""
    words = {"done": export.steps_done, "steps": export.steps}
    return _("%(done)s of %(steps)s") % words


def _said(export: Export, status: Status, moment: datetime) -> str:
    if status == Status.QUEUED and export.attempt:
        return _("Something went wrong. It is tried again in a moment.")
    if status == Status.QUEUED and moment - export.asked_at > NO_NEWS:
        return _(
            "It has not begun yet; others are before it, or the program that makes "
            "files stands still."
        )
    return {
        Status.QUEUED: _("It begins within a few seconds."),
        Status.RUNNING: _("You can leave the page: the file is made all the same."),
        Status.DONE: "",
        Status.FAILED: _(
            "The file could not be made. Something is wrong in the program."
        ),
        Status.CANCELLED: _("Nothing was saved."),
    }[status]
