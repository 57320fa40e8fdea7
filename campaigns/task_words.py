"""A task in words: what it asks for, why, whose it is, and how it stands with time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.models import CampaignTask

Kind = CampaignTask.Kind


@dataclass(frozen=True)
class TaskRow:
    """One task as the pages show it. `look` as docs/design.md lists the states."""

    task: CampaignTask
    title: str
    about: str
    owner: str
    due: str
    look: str

    @property
    def edge(self) -> str:
        """The look of the whole row; "" for none."""
        return self.look if self.look in ("late", "soon") else ""


def rows_of(tasks: Iterable[CampaignTask], today: date) -> list[TaskRow]:
    """The rows of tasks whose ambassador, use and content are selected with them."""
    return [row_of(task, today) for task in tasks]


def row_of(task: CampaignTask, today: date) -> TaskRow:
    due, look = _due(task, today)
    owner = task.owner.display_name if task.owner else ""
    return TaskRow(
        task=task,
        title=title_of(task),
        about=about_of(task),
        owner=" · ".join(filter(None, (task.owner_function, owner))),
        due=due,
        look=look,
    )


def title_of(task: CampaignTask) -> str:
    """What is to be done, with the name that staff gave the home or the content."""
    if task.kind == Kind.THANK and task.ambassador and task.ambassador.name:
        return _("Thank %(home)s") % {"home": task.ambassador.name}
    if task.kind == Kind.ASK_AGAIN and task.about:
        return _("Ask %(home)s again") % {"home": task.about}
    if task.kind == Kind.UNPUBLISH and task.use:
        where = task.use.get_place_display()
        title = task.use.content.title
        return _("Take down “%(title)s”: %(where)s") % {"title": title, "where": where}
    return task.about or str(task.get_kind_display())


def about_of(task: CampaignTask) -> str:
    """Why, in half a sentence; "" where the title says it all."""
    if task.kind == Kind.THANK:
        return ngettext(
            "%(number)s inquiry by the home’s code",
            "%(number)s inquiries by the home’s code",
            task.occasions,
        ) % {"number": task.occasions}
    if task.kind == Kind.ASK_AGAIN and task.assignment_ends_on:
        day = day_text(task.assignment_ends_on)
        return _("the assignment ends %(day)s") % {"day": day}
    return str(task.get_cause_display()) if task.cause else ""


def day_text(day: date) -> str:
    """3 mars 2027"""
    return date_format(day, "j F Y")


def _due(task: CampaignTask, today: date) -> tuple[str, str]:
    if task.done_at is not None:
        return _("Done"), "done"
    days = (task.due_on - today).days
    if days < 0:
        text = ngettext("%(n)s day late", "%(n)s days late", -days)
        return text % {"n": -days}, "late"
    if days == 0:
        return pgettext("task", "Today"), "soon"
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}, "calm"
