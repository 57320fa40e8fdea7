"""Whether an error means that the database is away, and not that something is wrong."""

import psycopg2
from django.db import DatabaseError, InterfaceError, OperationalError


def is_outage(error: BaseException | None) -> bool:
    """Whether this error, or one that it came of, is a lost or refused connection.

    A connection that breaks in the middle of an answer is to psycopg2 no
    OperationalError but a bare DatabaseError, without a code. Django raises one of its
    own, too, for a row that is gone; that one has no cause.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if type(error) is DatabaseError and isinstance(error.__cause__, psycopg2.Error):
            return True
        error = error.__context__
    return False
