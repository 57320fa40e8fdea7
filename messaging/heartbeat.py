"""A sign of life to somewhere outside this machine, whose silence is the alarm."""

import logging
from typing import Final

import httpx
from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 60
PATIENCE_SECONDS: Final = 3.0  # the next round must not wait for a watchman
KEY: Final = "heartbeat"


def tell_outside() -> None:
    """Ask for HEARTBEAT_URL, once a minute whatever the number of dispatchers.

    Called after a round in which every step went well. That nobody answers is the
    watchman's affair, and stops nothing here.
    """
    if not settings.HEARTBEAT_URL or not cache.add(KEY, 1, EVERY_SECONDS):
        return
    try:
        httpx.get(settings.HEARTBEAT_URL, timeout=PATIENCE_SECONDS).raise_for_status()
    except httpx.HTTPError as error:
        logger.warning("The heartbeat was not heard: %s", type(error).__name__)
