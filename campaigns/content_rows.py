"""What the pages of the register show: how each yes and each use stands today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from campaigns.coverage import Consents
from campaigns.models import (
    Appearance,
    CampaignTask,
    Cause,
    Consent,
    Content,
    ContentUse,
    ContentUseQuerySet,
    Person,
    Place,
)
from campaigns.services.uses import AHEAD
from campaigns.task_words import day_text


@dataclass(frozen=True)
class Standing:
    """How something stands: in words, and as docs/design.md lists the looks."""

    words: str
    look: str


@dataclass(frozen=True)
class ConsentRow:
    consent: Consent
    place: str
    standing: Standing


@dataclass(frozen=True)
class UseRow:
    """`is_live`: planned or running, so that it can be ended. `about`: why it ended."""

    use: ContentUse
    where: str
    standing: Standing
    about: str
    is_live: bool


@dataclass(frozen=True)
class PersonRow:
    """Somebody who appears, with every yes that was ever given for this content."""

    appearance: Appearance
    consents: list[ConsentRow]


@dataclass(frozen=True)
class AppearanceRow:
    """One content that a person appears in, with the yeses and the uses of it."""

    appearance: Appearance
    consents: list[ConsentRow]
    uses: list[UseRow]


def people_in(content: Content, today: date) -> list[PersonRow]:
    """Everybody who appears, in two statements."""
    found = content.appearances.select_related("person").prefetch_related("consents")
    return [
        PersonRow(each, consent_rows(each.consents.all(), today))
        for each in found.order_by("person__name", "pk")
    ]


def everywhere(person: Person, today: date) -> list[AppearanceRow]:
    """Everything that a person appears in, and everywhere it is shown or was."""
    found = person.appearances.select_related("content").prefetch_related(
        "consents", Prefetch("content__uses", _with_tasks(ContentUse.objects.all()))
    )
    return [
        AppearanceRow(
            each,
            consent_rows(each.consents.all(), today),
            use_rows(each.content.uses.all(), today),
        )
        for each in found.order_by("content__title", "pk")
    ]


def consent_rows(consents: Iterable[Consent], today: date) -> list[ConsentRow]:
    """By place, the present one before those that it superseded."""
    ordered = sorted(consents, key=lambda each: (each.place, -each.pk))
    return [
        ConsentRow(each, str(Place(each.place).label), standing_of(each, today))
        for each in ordered
    ]


def standing_of(consent: Consent, today: date) -> Standing:
    if consent.withdrawn_on is not None:
        day = day_text(consent.withdrawn_on)
        return Standing(_("withdrawn %(day)s") % {"day": day}, "closed")
    if consent.superseded_at is not None:
        return Standing(_("a newer one holds"), "closed")
    if consent.expires_on is None:
        return Standing(_("holds until it is withdrawn"), "done")
    words = {"day": day_text(consent.expires_on)}
    if consent.expires_on < today:
        return Standing(_("ended %(day)s") % words, "broken")
    look = "soon" if consent.expires_on <= today + AHEAD else "done"
    return Standing(_("holds until %(day)s") % words, look)


def uses_of(content: Content, today: date) -> list[UseRow]:
    return use_rows(_with_tasks(ContentUse.objects.filter(content=content)), today)


def use_rows(uses: Iterable[ContentUse], today: date) -> list[UseRow]:
    """The latest first, from `_with_tasks`."""
    ordered = sorted(uses, key=lambda each: (each.starts_on, each.pk), reverse=True)
    return [
        UseRow(
            each,
            _where(each),
            _of_use(each, today),
            _why(each),
            _is_live(each, today),
        )
        for each in ordered
    ]


def _with_tasks(uses: ContentUseQuerySet) -> ContentUseQuerySet:
    """Add activity, and is_coming_down: whether a task to take it down is open."""
    tasks = CampaignTask.objects.open().filter(use=OuterRef("pk"))
    return uses.select_related("activity").annotate(is_coming_down=Exists(tasks))


def _where(use: ContentUse) -> str:
    place = str(use.get_place_display())
    return f"{place} · {use.activity}" if use.activity else place


def _is_live(use: ContentUse, today: date) -> bool:
    is_over = use.ends_on is not None and use.ends_on < today
    return use.stopped_on is None and not is_over


def _of_use(use: ContentUse, today: date) -> Standing:
    if use.stopped_on is not None:
        return Standing(_("ended"), "closed")
    if not _is_live(use, today):
        return Standing(_("over"), "closed")
    if getattr(use, "is_coming_down", False):
        return Standing(_("to be taken down"), "late")
    if use.starts_on > today:
        return Standing(_("planned"), "calm")
    return Standing(_("running"), "now")


def _why(use: ContentUse) -> str:
    if use.stopped_on is None:
        return ""
    words = {"day": day_text(use.stopped_on), "cause": Cause(use.stop_cause).label}
    return _("%(day)s: %(cause)s") % words


def places_covered(content: Content, today: date) -> list[str]:
    """The places to which everybody who appears has said yes today."""
    consents = Consents(content)
    if not consents.is_looked_into:
        return []
    return [
        str(place.label) for place in Place if not consents.lacks(place, today, today)
    ]
