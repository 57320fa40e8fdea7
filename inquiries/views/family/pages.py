"""How far we have come: the page behind a family's link."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from inquiries.family_page import masked_email, masked_phone, page_of
from inquiries.views.family.door import CHANGED, Visit, family_view
from inquiries.wording import national

# What the address says was done → what the page says.
SAID: Final = {
    "tid": _("Your new time is noted."),
    "avbokat": _("Your time is cancelled."),
    "traff": _("Thank you for telling us. Now somebody else can have the seat."),
    "kolista": _("Thank you for telling us."),
    "vantar": _("We wait, and will be in touch in the month that you chose."),
    "fortsatt": _("Good to have you back."),
    "avslutat": _("Noted: we will not call you."),
    "uppgifter": _("Thank you, it is changed."),
    CHANGED: _("Something has changed since you opened the page. This is how it is."),
}


@family_view
def family(visit: Visit) -> HttpResponse:
    contact = visit.inquiry.contact
    said = SAID.get(visit.request.GET.get("klart", ""), "")
    return visit.show(
        "page",
        page=page_of(visit.inquiry, visit.at),
        said=said,
        phone=masked_phone(national(contact.phone)),
        email=masked_email(contact.email),
    )
