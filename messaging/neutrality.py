"""No SMS and no subject line says what the matter is about.

Phones and inboxes are shared, and that somebody thinks of fostering is secret
(OSL 26:1). The rule is kept where texts are written; this is the second look, taken
at the moment of sending.
"""

import re

TELLING_WORDS = re.compile(
    r"familjehem|jourhem|nätverkshem|stödfamilj|fosterhem|fosterfamilj|fosterbarn"
    r"|kontaktfamilj|kontaktperson|familjevård|socialtjänst|socialkontor"
    r"|foster (?:home|famil|child|care)|emergency home|contact (?:family|person)"
    r"|social services",
    re.IGNORECASE,
)


def is_neutral(text: str) -> bool:
    """Whether a text may stand on a locked screen for anybody to read."""
    return TELLING_WORDS.search(text) is None
