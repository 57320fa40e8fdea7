"""Advisory locks on files, which the kernel releases when their owner dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """One flock on one file; the file itself stays and holds nothing of worth."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Take the lock alone, or answer False if anyone else has it."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait for the lock, and have it alone within the block."""
    lock = Lock(path)
    try:
        fcntl.flock(lock.descriptor, fcntl.LOCK_EX)
        yield
    finally:
        lock.close()


def is_taken(path: Path) -> bool:
    """Whether another process has the lock at this moment."""
    lock = Lock(path)
    try:
        return not lock.try_alone()
    finally:
        lock.close()
