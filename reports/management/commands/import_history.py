"""`manage.py import_history`: a municipality's own earlier years, from a CSV file."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from campaigns.imports.refusals import FileRefused
from organisation.commands import municipality_named
from organisation.models import Municipality
from reports.services.histories import Fate, Preview, preview, take_in

MOST_ERRORS: Final = 50  # that are printed one by one
HEADS: Final = ("month", "inquiries", "approved", "promises", "kept", "")


class Command(BaseCommand):
    """Show what a file would change; then, if that is wanted, change it."""

    help = (
        "Import the figures of months before the register was in use here, so that "
        "they stand beside this year's. The file has a row for each month, or one for "
        "each inquiry: docs/history.md says which columns. First it is shown what "
        "would be imported; a file with a wrong row is not imported at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV")
        parser.add_argument("--municipality", required=True, help="its name")
        parser.add_argument(
            "--preview", action="store_true", help="only show what would be imported"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="let a month that was imported before have other figures",
        )

    @no_translations  # the cells' faults stand among words of this command
    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        seen = self._seen(
            options["file"], municipality_named(options["municipality"]), at
        )
        self._show(seen)
        self._refuse_errors(seen)
        changed = [each for each in seen.written if seen.fates[each] == Fate.CHANGED]
        if options["preview"] or not seen.written:
            self.stdout.write("Nothing was imported.")
            return
        if changed and not options["replace"]:
            raise CommandError(
                f"{_count(changed, 'month')} would change, {changed[0]} first. Nothing "
                "was imported. Run it again with --replace if that is meant."
            )
        if not options["yes"] and not self._is_wanted():
            self.stdout.write("Nothing was imported.")
            return
        take_in(seen, at=at)
        self.stdout.write(
            f"{_count(seen.written, 'month')} imported. Months that are frozen already "
            "keep their figures."
        )

    def _seen(self, path: Path, municipality: Municipality, at: Any) -> Preview:
        try:
            return preview(municipality, path, at=at)
        except FileRefused as refused:
            raise CommandError(f"{refused} Nothing was imported.") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None

    def _show(self, seen: Preview) -> None:
        self._line(HEADS)
        for month, fate in seen.fates.items():
            figures = seen.history.months[month]
            self._line(
                (
                    str(month),
                    figures.received,
                    figures.approved,
                    _or_dash(figures.promises),
                    _or_dash(figures.kept),
                    str(fate),
                )
            )
        fates = Counter(str(each) for each in seen.fates.values())
        self.stdout.write(
            f"{seen.history.rows} rows read, {_count(seen.fates, 'month')}"
            + "".join(f"; {number} {fate}" for fate, number in fates.items())
        )
        if seen.history.left_out:
            self.stdout.write(
                f"{seen.history.left_out} approved later are left out: register them "
                "as inquiries, so that they are counted here."
            )
        if seen.table.ignored:
            names = ", ".join(f"“{each}”" for each in seen.table.ignored)
            self.stdout.write(f"Columns that are not read: {names}")

    def _line(self, cells: tuple[object, ...]) -> None:
        month, *numbers, fate = cells
        row = f"{month:<8}" + "".join(f"{each:>11}" for each in numbers)
        self.stdout.write(f"{row}  {fate}".rstrip())

    def _refuse_errors(self, seen: Preview) -> None:
        errors = seen.history.errors
        if not errors:
            return
        for each in errors[:MOST_ERRORS]:
            self.stderr.write(each)
        if len(errors) > MOST_ERRORS:
            self.stderr.write(f"… and {len(errors) - MOST_ERRORS} more.")
        raise CommandError(
            f"{_count(errors, 'cell')} to correct. Nothing was imported."
        )

    def _is_wanted(self) -> bool:
        try:
            return input("Import them? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False


def _count(items: Any, noun: str) -> str:
    number = len(items)
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _or_dash(number: int | None) -> object:
    return "–" if number is None else number
