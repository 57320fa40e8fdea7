"""One municipality with two recruiters, where nobody is ever disturbed in the night."""

from datetime import time

from django.utils import timezone

from followups import slots
from tests.make import make_municipality, make_staff_member


def build() -> None:
    """Write it into the database that DATABASE_URL names."""
    town = make_municipality(name="Ekebacka", quiet_from=time(0), quiet_until=time(0))
    for name in ("Maria Lind", "Ali Berg"):
        make_staff_member(town, display_name=name)
    slots.cut(town, timezone.now())
