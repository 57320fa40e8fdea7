"""A family may come to a meeting before anybody has called it."""

from django.db import migrations

ASIDE = ["dormant", "withdrawn", "declined", "handed_over", "duplicate"]
MOVES = {
    "received": [*ASIDE, "contacted", "meeting", "spam"],
    "contacted": [*ASIDE, "meeting", "assessment"],
    "meeting": [*ASIDE, "contacted", "assessment"],
    "assessment": [*ASIDE, "meeting", "decision"],
    "decision": [*ASIDE, "assessment", "approved"],
    "approved": ["withdrawn", "declined"],
    "dormant": [*ASIDE[1:], "received", "contacted"],
    "withdrawn": ["received", "contacted"],
    "declined": ["received", "contacted"],
    "handed_over": ["received", "contacted"],
    "duplicate": ["received", "contacted"],
    "spam": ["received"],
}


def replace_by(moves: dict[str, list[str]]) -> str:
    pairs = ", ".join(
        f"('{old}', '{new}')" for old, news in moves.items() for new in news
    )
    return f"""
CREATE OR REPLACE FUNCTION stage_may_move(old_stage text, new_stage text)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT (old_stage, new_stage) IN ({pairs}) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0006_drop_doubled_indexes")]
    operations = [
        migrations.RunSQL(
            replace_by(MOVES),
            replace_by(MOVES | {"received": [*ASIDE, "contacted", "spam"]}),
        ),
    ]
