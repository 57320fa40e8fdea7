"""Keeps addresses that are permissions out of the log: whoever has one may open it."""

import logging
import re
from typing import Final

# A family's page, a receipt, a colleague's calendar, a carrier's report, a link to
# choose a password, one that says no to letters
# or to the month's report.
SECRET: Final = re.compile(
    r"(/(?:f|tack|kalender|sms-rapport|nytt-losenord|utskick|rapport-utskick)/)[^/\s\"']+"
)


class HideSecretPaths(logging.Filter):
    """Writes “/f/…/tid/” where a page with a secret address was refused."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = SECRET.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
