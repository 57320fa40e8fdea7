"""The address table outside the desk, and arguments for what takes some."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Behind a family's link.
FAMILY = (
    "inquiries:family",
    "inquiries:family_time",
    "inquiries:family_cancel",
    "inquiries:family_meeting",
    "inquiries:family_pause",
    "inquiries:family_resume",
    "inquiries:family_withdraw",
    "inquiries:family_contact",
    "inquiries:family_code",
    "inquiries:family_close",
)
# What fits the pattern and leads nowhere: a sweep needs an answer, not a row.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "organisation:theme": {"pk": 1, "version": 1},
    "organisation:photo": {"name": "0" * 32 + ".jpg"},
    "organisation:shown_mark": {"name": "0" * 32 + ".png"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "abc"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
    "campaigns:follow": {"code": "abc"},
    "campaigns:unsubscribe": {"token": "abc"},
    "reports:unsubscribe": {"token": "abc"},
    "inquiries:receipt": {"token": "1:abc"},
    **{name: {"token": "abc"} for name in FAMILY},
    "calendar_feed": {"secret": "abc"},
    "sms_report": {"token": "abc"},
}


@cache
def public_names() -> list[str]:
    """Every name that stands outside the desk: families' pages, login, colours."""
    return sorted(set(_named(get_resolver().url_patterns, "", "")))


def _named(
    patterns: list[URLPattern | URLResolver], path: str, space: str
) -> Iterator[str]:
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from _named(each.url_patterns, here, inner)
        elif not here.startswith("desk/") and each.name:
            yield f"{space}{each.name}"
