"""The kinds of assignment that a municipality looks for homes for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Assignment(models.TextChoices):
    FOSTER_HOME = "foster_home", _("Foster home")
    EMERGENCY_HOME = "emergency_home", _("Emergency foster home")
    CONTACT_FAMILY = "contact_family", _("Contact family")
    CONTACT_PERSON = "contact_person", _("Contact person")
    UNDECIDED = "undecided", _("Don’t know yet")
