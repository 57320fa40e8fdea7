"""A form that comes twice: what the second copy says otherwise is kept beside it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audit.services import record
from followups.models import Wish
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.phones import national
from inquiries.services.registration import Registration
from organisation.models import Assignment, Language


@transaction.atomic
def add_amendment(
    first: Inquiry, registration: Registration, *, at: datetime
) -> Inquiry:
    """Keep what a second copy of a form says otherwise; the first one stands."""
    inquiry = Inquiry.objects.select_for_update().get(pk=first.pk)
    contact = ContactDetails.objects.filter(inquiry=inquiry).first()
    if contact is None:
        return inquiry
    reader = inquiry.owner.desk_language if inquiry.owner else Language.SWEDISH
    with translation.override(reader):
        changed = _difference(inquiry, contact, registration)
    text = "\n".join(changed.values())
    known = Note.objects.filter(inquiry=inquiry, author=None, text=text)
    if not changed or known.exists():
        return inquiry
    Note.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        written_at=at,
        text=text,
    )
    Event.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        kind=Event.Kind.AMENDED,
        at=at,
        recorded_at=at,
    )
    record("amended", inquiry, by=None, at=at, fields=changed)
    return inquiry


def _difference(
    inquiry: Inquiry, contact: ContactDetails, registration: Registration
) -> dict[str, str]:
    """Field name → what the second copy says otherwise, in the desk's words."""
    phone = registration.phone
    fields = {
        "name": (_("Name"), contact.name, registration.name),
        "email": (_("Email"), contact.email, registration.email),
        "phone": (_("Phone"), _number(str(contact.phone)), _number(phone)),
        "message": (_("Message"), contact.message, registration.message),
        "wish": (
            pgettext("wish", "When"),
            *_labels(Wish, [inquiry.wish], [registration.wish]),
        ),
        "language": (
            _("Language"),
            *_labels(Language, [inquiry.language], [registration.language]),
        ),
        "wanted_assignments": (
            _("Wants to be"),
            *_labels(
                Assignment, inquiry.wanted_assignments, registration.wanted_assignments
            ),
        ),
    }
    return {
        field: f"{label}: {new}"
        for field, (label, old, new) in fields.items()
        if new and old != new
    }


def _number(phone: str) -> str:
    return national(phone) if phone else ""


def _labels(choices: type[TextChoices], *sides: Iterable[str]) -> Iterator[str]:
    """Each side's values as words inside a line; names of languages as they are."""
    for values in sides:
        labels = [str(choices(each).label) for each in values]
        if choices is not Language:
            labels = [label[:1].lower() + label[1:] for label in labels]
        yield ", ".join(labels)
