"""What a file is, by what stands in it; its name proves nothing."""

from typing import IO, Final

from django.utils.translation import gettext as _

from campaigns.imports.grid import Grid
from campaigns.imports.refusals import FileRefused
from campaigns.imports.sheets import read_sheets
from campaigns.imports.texts import read_text

MOST_BYTES: Final = 5_000_000
ZIP: Final = b"PK"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"  # .xls, and XLSX behind a password
PDF: Final = b"%PDF"


def grids_of(file: IO[bytes], size: int) -> list[Grid]:
    """Read a file that somebody chose: its sheets, or its text in several ways.

    Args:
        size: in bytes, as it arrived; a file that is too large is not read at all.

    Raises:
        FileRefused: it is none that we read; nothing of it is kept.
    """
    if size > MOST_BYTES:
        raise FileRefused(
            _("The file is %(size)s MB. It may be at most %(most)s MB.")
            % {"size": -(-size // 1_000_000), "most": MOST_BYTES // 1_000_000}
        )
    content = file.read(MOST_BYTES + 1)
    if not content.strip():
        raise FileRefused(_("The file is empty."))
    _refuse_by_beginning(content)
    return read_sheets(content) if content.startswith(ZIP) else read_text(content)


def _refuse_by_beginning(content: bytes) -> None:
    if content.startswith(PDF):
        raise FileRefused(_("The file is a PDF. Export the figures as CSV or XLSX."))
    if content.startswith(OLD_OFFICE):
        raise FileRefused(
            _(
                "The file is in an old format (.xls) or behind a password. Save it as "
                "XLSX without a password, or as CSV."
            )
        )
