import logging

import pytest
from django.utils import translation

SLOWLY = 5  # times as many with --slow


@pytest.fixture
def examples(request):
    """How many of them: as asked for on the command line, else so many as usual.

    What is guarded by a login is given a part of what was asked for.
    """
    asked = request.config.getoption("--fuzz-examples") or 0
    times = SLOWLY if request.config.getoption("--slow") else 1
    return lambda usual, part=1: asked // part or usual * times


@pytest.fixture(autouse=True)
def _quick(settings):
    """A form filled in too fast is put aside."""
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of refusals, each with its traceback, hide the one that matters."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
