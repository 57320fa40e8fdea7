"""Say what must always hold and does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from messaging.dispatch import database_now
from messaging.invariants import INVARIANTS, Breach, Invariant, breaches


class Command(BaseCommand):
    help = (
        "One line for every row that breaks an invariant, without anybody's name, and "
        "exit code 1; nothing and 0 where everything holds."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        moment = database_now()
        broken = 0
        for invariant in INVARIANTS:
            found = breaches(invariant, moment)
            broken += bool(found)
            for each in found:
                self.stdout.write(_line(invariant, each))
        if broken:
            raise CommandError(f"{broken} of {len(INVARIANTS)} invariants are broken.")


def _line(invariant: Invariant, breach: Breach) -> str:
    what = (
        f"message {breach.message_id}" if breach.message_id else f"no. {breach.number}"
    )
    return (
        f"{invariant.name}: municipality {breach.municipality_id}, {what}, "
        f"since {breach.since:%Y-%m-%d %H:%M:%S%z}"
    )
