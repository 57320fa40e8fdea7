"""Events that stand: what was undone has not happened, and the undoing says nothing."""

from django.db.models import Exists, OuterRef, QuerySet

from inquiries.models import Event
from organisation.models import Municipality


def standing_events() -> QuerySet[Event]:
    """Events that nobody has undone. Whoever counts names the kinds that count."""
    return Event.objects.filter(~Exists(Event.objects.filter(reverses=OuterRef("pk"))))


def standing_moves(municipality: Municipality) -> QuerySet[Event]:
    """Changes of stage."""
    return standing_events().filter(municipality=municipality, kind=Event.Kind.MOVED)
