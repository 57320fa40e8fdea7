"""A headless Chromium for tests, and pages that tolerate no fault."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from recruitment.embedded.folders import SHORT_ONES

# First the one without windows of its own, which does the same in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP_WIDTH, HEIGHT = 1440, 900  # CSS pixels
TIMEOUT_MILLISECONDS = 10_000
OWN_HOSTS = {"localhost", "127.0.0.1"}
NewPage = Callable[..., Page]


def chromium_path() -> str | None:
    """The Chromium of this machine: CHROMIUM_PATH, or the first one on the path."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def browser_is_required() -> bool:
    return os.environ.get("HEMVAGEN_REQUIRE_BROWSER") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium_path() or browser_is_required():
        return
    reason = f"no Chromium: none of {', '.join(NAMES)} found, CHROMIUM_PATH not set"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


class Faults:
    """Everything a page did wrong while a test looked at it."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.found.append(str(error.error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # A page that answers 4xx on purpose (a refused form) is no fault of its own.
        if "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in OWN_HOSTS:
            self.found.append(f"third party: {request.url}")

    def _response(self, response: Response) -> None:
        request = response.request
        is_page = request.is_navigation_request() or request.resource_type in {
            "fetch",
            "xhr",
        }
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.found.append(f"{response.status}: {response.url}")


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """Go on only when the page that a press within opens has loaded.

    For where nothing on it tells it from the page before, or all of it is looked at;
    else wait for what it shows, with `expect`.
    """
    with page.expect_navigation():
        yield


@pytest.fixture(scope="session")
def playwright_process() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_process: Playwright) -> Iterator[Browser]:
    """One Chromium for the session; every page gets a context of its own."""
    path = chromium_path()
    if path is None:
        pytest.fail("HEMVAGEN_REQUIRE_BROWSER=1, but this machine has no Chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright_process.chromium.launch(
        executable_path=path,
        args=[*FLAGS, *as_root],
        # Chromium makes a socket there, and dies where the path is too long for one.
        env={**os.environ, "TMPDIR": str(SHORT_ONES)},
    )
    yield browser
    browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Make pages, each with fresh cookies, and look at the end for their faults."""
    faults = Faults()
    contexts: list[BrowserContext] = []

    def make(
        *,
        javascript: bool = True,
        locale: str = "sv-SE",
        width: int = DESKTOP_WIDTH,
        height: int = HEIGHT,
        user_agent: str | None = None,
    ) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            locale=locale,
            timezone_id="Europe/Stockholm",
            viewport={"width": width, "height": height},
            user_agent=user_agent,
        )
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        faults.watch(context)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not faults.found, "\n".join(faults.found)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def page_without_javascript(new_page: NewPage) -> Page:
    return new_page(javascript=False)
