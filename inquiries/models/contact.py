"""Who inquired, kept apart from what happened."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from inquiries.models.inquiry import Inquiry
from organisation.models import Municipality


class ContactDetails(models.Model):
    """Who inquired, kept apart from the inquiry, so that erasing is one deletion.

    `search` is made by the database of the other columns, and so is never stale: the
    name's words, the address and the number's digits, each marked with the
    municipality. See inquiries/search.py.
    """

    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="contact")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"), blank=True)
    phone = PhoneNumberField(_("phone number"), blank=True)
    message = models.CharField(_("anything we should know"), max_length=400, blank=True)
    search = models.GeneratedField(
        expression=models.Func(
            "municipality", "name", "email", "phone", function="inquiry_search_terms"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="contact_has_email_or_phone",
                violation_error_message=_("Give an email address or a phone number."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["municipality", "phone"], name="contact_by_phone"),
            models.Index(fields=["municipality", "email"], name="contact_by_email"),
            GinIndex(
                fields=["search"],
                name="contact_by_search",
                gin_pending_list_limit=256,  # kB; a longer list slows every search
            ),
        ]

    def __str__(self) -> str:
        return self.name
