"""docs/reliability.md names tests: each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent
ROW = re.compile(r"^\|[^|]*\|[^|]*\| `(tests/)?([\w/]+\.py)` \| (.+) \|$")


def named():
    """File and test, for each test that the table names."""
    text = (ROOT.parent / "docs" / "reliability.md").read_text()
    for row in filter(None, map(ROW.match, text.splitlines())):
        for test in re.findall(r"`(test_\w+)`", row[3]):
            yield row[2], test


def test_every_test_that_the_page_names_is_there():
    found = list(named())
    assert len(found) > 40
    for file, test in found:
        assert f"def {test}(" in (ROOT / file).read_text(), (file, test)
