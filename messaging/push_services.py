"""Whom we may write to in a browser's name: the push services of its maker.

The address comes from a browser, so from anybody who has a login here. Only those that
PUSH_SERVICES names are ever asked, so nothing leads into the house.
"""

import httpx
from django.conf import settings

LOOPBACK = ("127.0.0.1", "localhost")


def is_push_service(endpoint: str) -> bool:
    """Whether the address lies at a service that PUSH_SERVICES names, by HTTPS.

    A name that begins with a dot stands for all below it. Plain HTTP goes to this
    machine only, and only where the setting names it, as a test does.
    """
    try:
        address = httpx.URL(endpoint)  # as it is read again when it is asked
    except (httpx.InvalidURL, ValueError):
        return False
    host = address.host
    is_safe = address.scheme == "https" and address.port is None
    if not (is_safe or (address.scheme == "http" and host in LOOPBACK)):
        return False
    return not address.userinfo and any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in settings.PUSH_SERVICES
    )
