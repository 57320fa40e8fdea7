"""The demonstration of the apps up to inquiries."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(scope="package", autouse=True)
def _without_frozen_months() -> Iterator[None]:
    """Freezing two years takes longer than all the rest, and has tests of its own."""
    with override_settings(DEMONSTRATION_STEPS=[]):
        yield
