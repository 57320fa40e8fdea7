"""Where the embedded servers keep their files, and where their sockets can stand."""

import contextlib
import hashlib
import os
import re
from pathlib import Path

from recruitment.embedded.failures import ServerFailed

ROOT = Path(__file__).resolve().parent.parent.parent
# A unix socket's address holds 104 bytes on macOS and 108 on Linux, with the closing
# NUL; the longest name that a server adds is "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432.lock")
SHORT_ONES = Path("/tmp")  # noqa: S108 -- the folder's owner is looked at
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


def run_folder() -> Path:
    """The ignored folder for everything that a trial leaves behind."""
    return Path(os.environ.get("HEMVAGEN_RUN_DIR") or ROOT / ".run").absolute()


def socket_folder(folder: Path) -> Path:
    """Make and return the folder for a server's socket.

    It stands in the server's own folder. Where that path is too long for a socket, or
    has characters that a URL must escape (clients disagree on how), it is a short
    folder below /tmp, named after the user and the server's folder.

    Raises:
        ServerFailed: somebody else owns the short folder.
    """
    own = folder.absolute() / "sockets"
    if len(os.fsencode(own)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(
        str(own)
    ):
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        return own
    digest = hashlib.sha256(os.fsencode(own)).hexdigest()[:12]
    short = SHORT_ONES / f"hemvagen-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.stat().st_uid not in {os.getuid(), _owner(folder)}:
        raise ServerFailed(f"{short} belongs to somebody else: remove it.")
    return short


def leave_socket_folder(sockets: Path) -> None:
    """Remove a short folder that nothing stands in any more."""
    if sockets.parent == SHORT_ONES:
        with contextlib.suppress(OSError):
            sockets.rmdir()


def _owner(folder: Path) -> int:
    return folder.stat().st_uid
