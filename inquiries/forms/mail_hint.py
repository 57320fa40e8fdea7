"""“Did you mean hotmail.com?”: a hint, never a refusal."""

from difflib import get_close_matches
from typing import Final

# Where Swedish families have their mail.
COMMON: Final = (
    "gmail.com",
    "hotmail.com",
    "hotmail.se",
    "icloud.com",
    "live.com",
    "live.se",
    "msn.com",
    "outlook.com",
    "outlook.se",
    "telia.com",
    "yahoo.com",
    "yahoo.se",
)
GENUINE: Final = frozenset({"email.com", "mail.com", "me.com", "ymail.com"})
LIKENESS: Final = 0.82  # of 1; lower takes strangers for slips


def likely_address(address: str) -> str:
    """Give the address that was probably meant; "" where nothing looks like a slip."""
    name, _at, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in COMMON or domain in GENUINE:
        return ""
    near = get_close_matches(domain, COMMON, n=1, cutoff=LIKENESS)
    return f"{name}@{near[0]}" if near else ""
