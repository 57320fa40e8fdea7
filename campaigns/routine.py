"""What day it is, and what the municipality does by routine."""

from datetime import date, datetime

from django.utils.timezone import localtime

from campaigns.models import Routine
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality


def day_of(moment: datetime) -> date:
    """The local day that a moment belongs to."""
    return localtime(moment, STOCKHOLM).date()


def routine_of(municipality: Municipality) -> Routine:
    """The municipality's own, else the defaults, which are not saved by asking."""
    found = Routine.objects.filter(municipality=municipality).first()
    return found or Routine(municipality=municipality)
