"""`manage.py freeze_months`: freeze months that are over, as far back as is wanted."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from organisation.commands import municipalities_named
from organisation.models import Municipality
from organisation.months import Month, months_between
from reports.figures.received import began_at
from reports.services.freezing import freeze_month, last_over


class Command(BaseCommand):
    """Freeze what is not frozen yet; what is frozen stays as it is."""

    help = (
        "Freeze the months that are over and not frozen yet, from the first inquiry "
        "on. The figures are those of today. Run it again whenever you like: no month "
        "is frozen twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--municipality", help="its name; all of them where it is left out"
        )
        parser.add_argument("--from", dest="first", type=_month, help="as 2024-01")
        parser.add_argument("--to", dest="last", type=_month, help="as 2026-10")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        last = min(options["last"] or last_over(at), last_over(at))
        wanted = [
            (municipality, month)
            for municipality in municipalities_named(options["municipality"])
            for month in _months(municipality, options["first"], last)
        ]
        is_quiet = options["verbosity"] == 0
        frozen = 0
        # disable=None: no bar where nobody watches.
        bar = tqdm(wanted, unit="month", disable=True if is_quiet else None)
        for municipality, month in bar:
            frozen += freeze_month(municipality, month, at=timezone.now())
        if not is_quiet:
            known = len(wanted) - frozen
            self.stdout.write(f"{frozen} months frozen; {known} were already.")


def _months(
    municipality: Municipality, first: Month | None, last: Month
) -> Iterator[Month]:
    """From the first one with an inquiry, or from a later one that is asked for."""
    began = began_at(municipality)
    if began is not None:
        begins = Month.of(began)
        yield from months_between(max(first or begins, begins), last)


def _month(typed: str) -> Month:
    year, _dash, number = typed.partition("-")
    try:
        return Month(int(year), int(number))
    except ValueError:
        raise ArgumentTypeError(f"{typed}: write the month as 2026-03") from None
