"""What a planted fault is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A text that stands in a file once, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        name: what somebody might do, as a claim.
        guards: every one of these tests must fail.
        sql: run on the test database before the tests.
    """

    name: str
    guards: Sequence[str]
    edits: Sequence[Edit] = ()
    sql: str = ""
