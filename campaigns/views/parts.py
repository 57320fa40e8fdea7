"""What the pages that plan share."""

from typing import Final

from django.http import QueryDict

from organisation.access import StaffRequest

READ_AND_SEND: Final = ["GET", "HEAD", "POST"]


def sent(request: StaffRequest) -> QueryDict | None:
    """What was typed and sent, be it nothing; None where the page is only read."""
    return request.POST if request.method == "POST" else None
