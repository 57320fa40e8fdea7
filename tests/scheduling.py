"""Which tests go to which process, where several share the suite.

One test at a time goes to whoever is free, but a file or folder that prepares much for
all its tests goes to one process as a whole. Whole ones go first: so the storm, which
takes as long as hundreds of others, never begins last. The mark that pytest-xdist has
for that, `xdist_group`, does nothing: it renames tests in a way that pytest 9.2 does
not see.
"""

from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = {
    "tests/chaos/test_short_form.py",
    "tests/embedded/test_postgres.py",
    "tests/inquiries/demonstration/loaded",
    "tests/inquiries/demonstration/test_plausible.py",
    "tests/inquiries/demonstration/test_volume.py",
    "tests/sweeps/access",
    "tests/sweeps/test_headers.py",
}


def prepared_together(nodeid: str) -> str:
    """What of the suite is handed out as one: a folder, a file, or a single test."""
    file = nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    return next((each for each in (file, folder) if each in TOGETHER), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = prepared_together
    return scheduler
