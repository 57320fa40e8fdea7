"""The pages that tests look at have to notice what is wrong."""

import pytest

from tests import browsers
from tests.browsers import Faults

ADDRESS = "http://127.0.0.1:9/page"
POLICY = {"Content-Security-Policy": "default-src 'self'"}


@pytest.fixture
def faults_of(browser):
    """Show a page that is made here, and return what was wrong with it."""
    contexts = []

    def look(body, *, headers=None, others=404):
        faults, context = Faults(), browser.new_context()
        contexts.append(context)
        faults.watch(context)
        page = context.new_page()

        def answer(route):
            if route.request.url == ADDRESS:
                route.fulfill(body=body, content_type="text/html", headers=headers)
            else:
                route.fulfill(status=others, body="")

        page.route("**/*", answer)
        page.goto(ADDRESS)
        return faults.found

    yield look
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_a_sound_page_has_no_faults(faults_of):
    assert faults_of("<link rel=icon href=data:,><p>Hej</p>") == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>console.error('trasig')</script>", "console: trasig"),
        ("<script>nothing.there()</script>", "nothing is not defined"),
        ("<img src=http://example.se/pixel.gif>", "third party: http://example.se/"),
        ("<img src=/gone.png>", "404: http://127.0.0.1:9/gone.png"),
    ],
)
def test_a_fault_is_noticed(faults_of, body, fault):
    assert any(fault in found for found in faults_of(body))


@pytest.mark.browser
def test_a_broken_content_security_policy_is_noticed(faults_of):
    found = faults_of("<p style='color: red'>Hej</p>", headers=POLICY)
    assert any("Content Security Policy" in fault for fault in found)


class Item:
    """A collected test with one mark."""

    def __init__(self, mark):
        self.mark = mark
        self.added = []

    def get_closest_marker(self, name):
        return name if name == self.mark else None

    def add_marker(self, marker):
        self.added.append(marker.mark.kwargs["reason"])


@pytest.mark.parametrize(
    ("path", "required", "skipped"),
    [(None, "0", True), (None, "1", False), ("/usr/bin/chromium", "0", False)],
)
def test_browser_tests_are_skipped_by_name_only_without_a_chromium(
    monkeypatch, path, required, skipped
):
    monkeypatch.setattr(browsers, "chromium_path", lambda: path)
    monkeypatch.setenv("HEMVAGEN_REQUIRE_BROWSER", required)
    drawn, plain = Item("browser"), Item("django_db")
    browsers.pytest_collection_modifyitems([drawn, plain])
    assert bool(drawn.added) is skipped
    assert plain.added == []
