"""Files that are too large to be taken: they are let go while they arrive.

Django reads a form's whole body before a page sees it, and would keep a file of 50 MB
on the disk only for the page to refuse it. This handler stands first and lets such a
file go, chunk by chunk. What the form gets is a file of the true size without content,
so that it can say how large the file was; what else was typed is kept.
"""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopFutureHandlers,
    StopUpload,
)

MOST_BYTES: Final = 12_000_000  # of a whole form; no page takes a larger file
NOT_READ_TO_ITS_END: Final = 200_000_000  # bytes; a larger body ends the connection


class LetGo(UploadedFile):
    """A file that was too large: its name and its size, and nothing of what it held."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(file=BytesIO(), name=name, size=size)


class LetLargeFilesGo(FileUploadHandler):
    """Keep nothing of the files of a form that is larger than MOST_BYTES."""

    is_too_large = False
    is_endless = False

    def handle_raw_input(self, *arguments: Any, **_more: Any) -> None:
        """Look at how much the form announces: the third argument, in bytes."""
        announced: int = arguments[2]
        self.is_too_large = announced > MOST_BYTES
        self.is_endless = announced > NOT_READ_TO_ITS_END

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_endless:
            raise StopUpload(connection_reset=True)
        if self.is_too_large:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return LetGo(self.file_name or "", file_size) if self.is_too_large else None
