"""Events and promises of families whose rows are there already."""

from collections.abc import Sequence

from followups.models import Promise
from inquiries.models import Event, Inquiry
from tests.reports.oracle.families import Act, Family
from tests.reports.oracle.towns import Town

Told = Sequence[tuple[Family, Inquiry]]


def write_stories(towns: Sequence[Town]) -> None:
    told = [each for town in towns for each in town.families]
    events = _write_events(told)
    Promise.objects.bulk_create(
        Promise(
            municipality_id=inquiry.municipality_id,
            inquiry=inquiry,
            wish=vow.wish,
            made_at=vow.made_at,
            due_at=vow.due_at,
            opens_at=vow.made_at if vow.wish == "time" else None,
            outcome=vow.outcome,
            settled_at=vow.settled_at,
            settled_by=events[id(vow.kept_by)] if vow.kept_by else None,
        )
        for family, inquiry in told
        for vow in family.vows
    )


def _write_events(told: Told) -> dict[int, Event]:
    """By the act that they write down."""
    acts = [(each, inquiry) for family, inquiry in told for each in family.acts]
    events = Event.objects.bulk_create(_event(*each) for each in acts)
    undone = [
        Event(
            municipality_id=inquiry.municipality_id,
            inquiry=inquiry,
            kind=Event.Kind.UNDONE,
            at=act.undone_at,
            recorded_at=act.undone_at,
            reverses=event,
            from_stage=act.new,
            to_stage=act.old,
        )
        for (act, inquiry), event in zip(acts, events, strict=True)
        if act.undone_at
    ]
    erased = [
        Event(
            municipality_id=inquiry.municipality_id,
            inquiry=inquiry,
            kind=Event.Kind.ERASED,
            at=family.erased_at,
            recorded_at=family.erased_at,
        )
        for family, inquiry in told
        if family.erased_at
    ]
    Event.objects.bulk_create([*undone, *erased])
    return {id(act): event for (act, _), event in zip(acts, events, strict=True)}


def _event(act: Act, inquiry: Inquiry) -> Event:
    return Event(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        kind=act.kind,
        at=act.at,
        recorded_at=act.at,
        from_stage=act.old,
        to_stage=act.new,
        reason=act.reason,
    )
