"""What a process keeps in memory: empty before each test, and lasting as long as it.

Else a slow machine, or how full the tests before have made it, decides whether a second
look at a page asks the database again. A test of how long something is kept turns the
clock itself: `monkeypatch.setattr(kept.time, "monotonic", …)`.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Final

import pytest

from followups import times
from inquiries import counter, gaps, stepless
from inquiries.views import kept_pages
from organisation import kept, settings_cache
from planning import capacity, history, workload
from reports import drawn

STANDING_STILL: Final = SimpleNamespace(monotonic=lambda: 1000.0)
FILLED: Final = (
    *(settings_cache._kept, kept_pages._kept, stepless._none_until, drawn._kept),
    *(each._KEPT._values for each in (capacity, history, workload)),
    *(each._KEPT._values for each in (counter, gaps, times)),
)


@pytest.fixture(scope="session", autouse=True)
def _memories_last() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (stepless, kept):
            patch.setattr(module, "time", STANDING_STILL)
        yield


@pytest.fixture(autouse=True)
def _memories_are_empty() -> None:
    for memory in FILLED:
        memory.clear()
