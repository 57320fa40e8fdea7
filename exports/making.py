"""The dispatcher's steps for exports: make what waits, tell of it, forget what is old.

The same from Celery and from `manage.py dispatch`. A round works for MAKING_SECONDS and
leaves the rest to the next, so a long export holds up no message.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone, translation

from exports import claims
from exports.kinds import Kind, kind_of
from exports.models import Export
from exports.telling import tell_of
from messaging.faults import trace_of
from messaging.lane import stopping

logger = logging.getLogger(__name__)

MAKING_SECONDS: Final = 5.0
KEPT: Final = timedelta(days=7)  # since it was finished


def make_due(moment: datetime) -> int:
    """Make files until none waits or the time is up; how many were finished."""
    ends = time.monotonic() + MAKING_SECONDS
    finished = 0
    while time.monotonic() < ends and not stopping.is_set():
        export = claims.claim(moment)
        if export is None:
            break
        finished += _work(export, ends)
    tell_of(moment)
    return finished


def forget_old(moment: datetime) -> int:
    """Remove exports that nobody needs any more, with their files; how many."""
    old = Export.objects.finished_before(moment - KEPT)
    deleted, _by_model = old.delete()
    return deleted


def _work(export: Export, ends: float) -> bool:
    """Go on with an export; whether it was finished.

    A fault is logged without its text, which might hold what people have typed.
    """
    try:
        with translation.override(export.language):
            return _make(export, kind_of(export.kind), ends)
    except Exception as error:  # the next one must have its turn
        logger.error("Export %s failed: %s", export.pk, trace_of(error))
        claims.try_again(export, timezone.now())
        return False


def _make(export: Export, kind: Kind, ends: float) -> bool:
    """Gather piece by piece, then make the file; False where it is left before."""
    pieces: list[Any] = claims.pieces_of(export) if kind.pieces else []
    while len(pieces) < kind.pieces:
        pieces.append(kind.gather(export, len(pieces)))
        if not claims.keep_pieces(export, pieces):
            return False  # cancelled, or somebody else has it
        if time.monotonic() >= ends or stopping.is_set():
            claims.put_back(export, timezone.now())
            return False
    return claims.finish(export, kind.make(export, pieces), timezone.now())
