"""What axe-core and a ruler find wrong with a page, on a telephone and on a desk.

axe-core and Chromium take most of the time that the whole suite has. In short the
public form is looked at, in both languages, the samples of every component, and what a
walk through the pages meets; measured at both widths, judged by axe-core at one of
them. With `--slow`, as `.ci/run` has it, every page in both languages at both.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

WIDTHS: Final = (320, 1440)  # CSS pixels
HEIGHT: Final = 900
LANGUAGES: Final = [pytest.param(each, marks=pytest.mark.slow) for each in ("sv", "en")]
PREFIXES: Final = [pytest.param(each, marks=pytest.mark.slow) for each in ("", "/en")]
OPTIONS: Final = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    ],
    "resultTypes": ["violations"],
    "preload": False,  # serves rules for films and orientation only
}
OVERHANG: Final = (
    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
)


class Thoroughness:
    """Whether axe-core looks at every page at every width."""

    is_full = False


def faults_of(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Look at a page as it stands, at each width; what is wrong, in words.

    Nothing may stick out sideways, and axe-core may find nothing.
    """
    faults = []
    page.wait_for_load_state()  # a press may have opened another
    looked_at = _looked_at(page)
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        where = f"{page.url} at {width} pixels"
        if overhang := page.evaluate(OVERHANG):
            faults.append(f"{where}: {overhang} pixels stick out")
        if width not in looked_at:
            continue
        found = AxeResults(_violations(page))
        if found.violations_count:
            faults.append(f"{where}: {found.generate_report()}")
    return faults


def faults_on(page: Page, addresses: Iterable[str]) -> list[str]:
    """Open one page after the other, and look at each."""
    faults = []
    for address in addresses:
        page.goto(address)
        faults += faults_of(page)
    return faults


def _looked_at(page: Page) -> tuple[int, ...]:
    """Both widths, or in short one of them: which, its address says."""
    turn = len(page.url) % len(WIDTHS)
    return WIDTHS if Thoroughness.is_full else WIDTHS[turn : turn + 1]


def _violations(page: Page) -> dict[str, Any]:
    """axe-core is put into the page once, and gives only what it objects to."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(
        f"axe.run({json.dumps(OPTIONS)}).then(({{ violations }}) => ({{ violations }}))"
    )
    return found
