"""What every test can use.

Database
    Tests run on PostgreSQL: on the server that DATABASE_URL names, or else on an
    embedded one that this file starts in `.run/test-postgres` and stops after the last
    session. Every process works in its own clone of a migrated template; see
    `tests/databases.py`. Rows that migrations insert are gone after a test that is
    marked `django_db(transaction=True)` or uses `live_server`.

Browser
    Mark with `@pytest.mark.browser`. Fixtures, in `tests/browsers.py`:
    `page`                       a fresh visitor; the test fails on any console error,
                                 broken rule of the content security policy, request to
                                 a third party, or sub-resource answered 4xx or 5xx
    `page_without_javascript`    the same with scripts off
    `new_page`                   makes more of them: new_page(locale="en", width=390)
    A press takes its time: what it leads to is asked for with playwright's `expect`, or
    after `with next_page(page):`, never by a look at one moment.
    With `live_server` for the address. Without a Chromium these tests are skipped by
    name; with HEMVAGEN_REQUIRE_BROWSER=1 they fail instead.

Marks
    `browser`  needs a Chromium        `slow`  runs only with --slow
"""

import atexit
import gc
import os
from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone, translation

from recruitment import catalogues
from recruitment.embedded.folders import run_folder
from recruitment.embedded.hold import Hold
from recruitment.embedded.postgres import Postgres
from tests.accessibility import Thoroughness

pytest_plugins = [
    "tests.databases",
    "tests.browsers",
    "tests.memories",
    "tests.scheduling",
]

TRIAL = {
    "DJANGO_SETTINGS_MODULE": "recruitment.settings",
    "SECRET_KEY": "only-for-tests-and-of-no-use-to-anyone-else-at-all",
    "REDIS_URL": "",
    "HTTPS": "false",
    "BASE_URL": "http://testserver",
    "SEND_DELAY_SECONDS": "0",
    # Playwright keeps an event loop in the thread of the test; the ORM is not in it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}


def _make_static_folder() -> None:
    """WhiteNoise warns where nothing was collected yet, and warnings are errors."""
    (run_folder() / "static").mkdir(parents=True, exist_ok=True)


def _start_database() -> None:
    """Before pytest-django reads the settings; xdist's workers inherit the address."""
    for name, value in TRIAL.items():
        os.environ[name] = value
    if "DATABASE_URL" in os.environ:
        return
    server = Postgres(run_folder() / "test-postgres", durable=False)
    hold = Hold(server)
    hold.take()
    atexit.register(hold.give_up)
    os.environ["DATABASE_URL"] = server.database_url("postgres")


_make_static_folder()
_start_database()
catalogues.compile_all()  # first: setting up reads them, and keeps what it read
django.setup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")
    parser.addoption("--fuzz-examples", type=int, help="per address")
    parser.addoption("--oracle-seed", default="1", help="of the report's histories")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    Thoroughness.is_full = config.getoption("--slow")
    if Thoroughness.is_full:
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: runs with --slow"))


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what lives as long as the session does.

    Else it walks over Django, the application and all tests again and again, which
    takes about a twelfth of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _swedish() -> None:
    """Whatever language the test before has left behind."""
    translation.activate("sv")


@pytest.fixture(autouse=True)
def _just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """No dispatcher runs, and no page says so however long the tests have run."""
    monkeypatch.setattr("messaging.health.STARTED_AT", timezone.now())


@pytest.fixture(scope="session", autouse=True)
def _settings_of_a_trial(django_test_environment: None) -> Iterator[None]:
    """Once for all tests: to change a setting for each takes longer than some tests."""
    # Names without hashes: the test server has no manifest of collected files.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        # Else every client reads all of them, which takes longer than most tests.
        WHITENOISE_AUTOREFRESH=True,
        # Argon2 is slow on purpose; what is tested here is not how slow.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
