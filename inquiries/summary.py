"""The answers so far, in words, for the family to look over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import Assignment, Language, Municipality

WHAT = "inquiries:interest_assignments"
WHO = "inquiries:interest_contact"


@dataclass(frozen=True)
class Answer:
    """One line of the summary; `change_at` names the page where it is changed."""

    name: str
    label: str | Promise
    text: str
    change_at: str


def summary_of(
    answers: Mapping[str, Any], places: Iterable[Municipality]
) -> list[Answer]:
    """Give the answers of the first two pages; those left empty say so."""
    return list(_lines(answers, {each.pk: each.name for each in places}))


def _lines(answers: Mapping[str, Any], places: Mapping[int, str]) -> Iterator[Answer]:
    wanted = [
        str(Assignment(each).label) for each in answers.get("wanted_assignments", ())
    ]
    yield Answer("wanted", gettext_lazy("Curious about"), ", ".join(wanted), WHAT)
    yield Answer("name", gettext_lazy("Name"), answers["name"], WHO)
    yield Answer("phone", gettext_lazy("Phone number"), answers.get("phone", ""), WHO)
    yield Answer("email", gettext_lazy("Email address"), answers.get("email", ""), WHO)
    if answers.get("place") in places:
        yield Answer(
            "place", gettext_lazy("Where you live"), places[answers["place"]], WHO
        )
    yield Answer("language", gettext_lazy("Language"), _language(answers), WHO)


def _language(answers: Mapping[str, Any]) -> str:
    language = str(Language(answers["language"]).label)
    if answers.get("needs_interpreter"):
        return _("%(language)s, with an interpreter") % {"language": language}
    return language
