"""`manage.py translate`: compile the catalogues, or bring them up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment import catalogues


class Command(BaseCommand):
    """Compile; with --update first add new texts, with --check name what is missing."""

    help = "Compile the Swedish catalogues."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--update",
            nargs="*",
            metavar="APP",
            help="add new texts to these apps' catalogues, or to all",
        )
        parser.add_argument("--check", action="store_true", help="name every fault")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["update"] is not None:
            for app in options["update"] or catalogues.apps():
                missing = catalogues.update(app)
                self.stdout.write(f"{app}: {missing} without a translation")
        catalogues.compile_all()
        faults = catalogues.faults() if options["check"] else []
        if faults:
            raise CommandError("\n".join(faults))
