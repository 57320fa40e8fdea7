"""`manage.py roll_up`: count the months that the reports add up, or check them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from organisation.commands import municipalities_named
from organisation.models import Municipality
from reports.models import StaleMark
from reports.services.rolling_up import differing_months, roll_up


class Command(BaseCommand):
    """The dispatcher counts what has changed; this counts everything anew."""

    help = (
        "Count every month of every municipality anew, as the dispatcher does with "
        "those that have changed. With --check: compare what is kept with a full "
        "recount, and say which months differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--municipality", help="its name; all of them where it is left out"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail where any differs",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.is_quiet = options["verbosity"] == 0
        work = self._check if options["check"] else self._count
        work(municipalities_named(options["municipality"]))

    def _count(self, municipalities: list[Municipality]) -> None:
        months = 0
        for municipality in self._watched(municipalities):
            StaleMark.objects.create(municipality=municipality)  # all of its months
            months += roll_up(municipality, at=timezone.now())
        self._say(f"{months} months counted.")

    def _check(self, municipalities: list[Municipality]) -> None:
        differing = [
            f"{municipality.name}: {month}"
            for municipality in self._watched(municipalities)
            for month in differing_months(municipality, at=timezone.now())
        ]
        if differing:
            raise CommandError("Other than a recount: " + ", ".join(differing))
        self._say("Every month that is kept equals a full recount.")

    def _watched(self, municipalities: list[Municipality]) -> Any:
        # disable=None: no bar where nobody watches.
        is_off = True if self.is_quiet else None
        return tqdm(municipalities, unit="municipality", disable=is_off)

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)
