"""Values kept for a while by each process: what is read often and changes seldom."""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

MOST_KEPT: Final = 500  # values; a full memory is emptied, simply

T = TypeVar("T")


class Kept(Generic[T]):
    """A memory of values that are no older than so many seconds."""

    def __init__(self, seconds: float, *, most: int = MOST_KEPT) -> None:
        self.seconds = seconds
        self.most = most
        self._values: dict[Hashable, tuple[float, T]] = {}
        self._lock = Lock()

    def of(self, key: Hashable, build: Callable[[], T]) -> T:
        """The value of that key; made anew where there is none that is fresh."""
        known = self._values.get(key)
        now = time.monotonic()
        if known is not None and now < known[0]:
            return known[1]
        value = build()
        with self._lock:
            if len(self._values) >= self.most:
                self._values.clear()
            self._values[key] = (now + self.seconds, value)
        return value

    def forget(self) -> None:
        """Let every value be made anew."""
        with self._lock:
            self._values.clear()
