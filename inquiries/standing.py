"""What counts, for the report and for the results of campaigns alike.

Events that stand: what was undone has not happened, and the undoing says nothing.
"""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from inquiries.models import Event
from inquiries.workflow import Stage
from organisation.models import Municipality

# Judged to be no family of its own: counted already, or no inquiry at all.
NOT_COUNTED: Final = (Stage.DUPLICATE, Stage.SPAM)
# Came as far as a home visit or an information meeting, or further.
MET: Final = (Stage.MEETING, Stage.ASSESSMENT, Stage.DECISION, Stage.APPROVED)


def standing_events() -> QuerySet[Event]:
    """Events that nobody has undone. Whoever counts names the kinds that count."""
    return Event.objects.filter(~Exists(Event.objects.filter(reverses=OuterRef("pk"))))


def standing_moves(municipality: Municipality) -> QuerySet[Event]:
    """Changes of stage."""
    return standing_events().filter(municipality=municipality, kind=Event.Kind.MOVED)
