"""One file of the report, made as the dispatcher makes it."""

from django.utils import timezone, translation

from exports.kinds import kind_of
from exports.models import Export
from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality
from organisation.months import Month


def make(kind: str) -> None:
    at = timezone.now()
    export = Export(
        municipality=Municipality.objects.get(name=EKEBACKA.name),
        kind=kind,
        parameters={"month": str(Month.of(at).plus(-1)), "version": 0},
        asked_at=at,
    )
    found = kind_of(kind)
    with translation.override("sv"):
        pieces = [found.gather(export, number) for number in range(found.pieces)]
        file = found.make(export, pieces)
    if not file.content:
        raise AssertionError(f"{kind}: an empty file")
