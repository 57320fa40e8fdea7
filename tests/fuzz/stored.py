"""What no text in the database may hold, wherever it came from."""

from functools import cache

from django.apps import apps
from django.db import connection, models

OURS = (
    "campaigns",
    "followups",
    "inquiries",
    "messaging",
    "organisation",
    "planning",
)
# Zero-width signs, turned writing directions, control characters but line breaks.
UNSEEN = (
    "[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb]"
)
UNCOMPOSED = "A\u030a"
MACHINES = (models.UUIDField, models.FileField)
# Calendars end their lines as RFC 5545 says, with a carriage return.
WRITTEN_FOR_MACHINES = frozenset({("messaging_message", "calendar")})


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    found = []
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for each in model._meta.local_concrete_fields:
                is_text = isinstance(each, (models.CharField, models.TextField))
                if is_text and not isinstance(each, MACHINES):
                    found.append((model._meta.db_table, str(each.column)))
    return tuple(each for each in found if each not in WRITTEN_FOR_MACHINES)


def unclean_texts() -> list[tuple[str, str]]:
    """Give table.column and text of everything stored that no eye could see."""
    quote = connection.ops.quote_name
    selects = [
        f"SELECT '{table}.{column}', {quote(column)} FROM {quote(table)}"
        f" WHERE {quote(column)} ~ %s OR strpos({quote(column)}, %s) > 0"
        for table, column in _columns()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), [UNSEEN, UNCOMPOSED] * len(selects))
        found: list[tuple[str, str]] = cursor.fetchall()
    return found
