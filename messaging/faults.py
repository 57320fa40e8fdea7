"""What can go wrong with one message, in five kinds, and a code for each.

A code is a word from messaging/wording.py, with a number or a class name after a
colon where that helps the one who must mend it. It never holds a carrier's own
words: those repeat the address, and codes are stored, shown and logged.
"""

import traceback
from datetime import timedelta
from pathlib import PurePath

NO_PAUSE = timedelta()
DEEPEST = 4  # frames of a traceback that are worth a line in the log


class Fault(Exception):
    """The message was not handed over, or nobody knows whether it was.

    Args:
        pause: for how long the carrier asked to be left in peace.
    """

    def __init__(self, code: str, pause: timedelta = NO_PAUSE) -> None:
        super().__init__(code)
        self.code = code
        self.pause = pause


class Refused(Fault):
    """This message will never be accepted; another try is of no use."""


class Gone(Fault):
    """Where the message was to go is no more: nobody is to do anything about it."""


class NotNow(Fault):
    """This message was not accepted now; the next message may well be."""


class CarrierDown(Fault):
    """The carrier itself is unreachable or misconfigured; surely not accepted."""


class OutcomeUnknown(Fault):
    """The carrier had the message and its answer never came, or made no sense."""


def code_of(error: Exception) -> str:
    """A code for an error that nobody foresaw."""
    return error.code if isinstance(error, Fault) else f"fault:{type(error).__name__}"


def trace_of(error: BaseException) -> str:
    """Where an error arose, without its text, which may hold somebody's address."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    places = [f"{PurePath(each.filename).name}:{each.lineno}" for each in frames]
    return f"{type(error).__name__} at {' > '.join(places)}"
