"""`manage.py demo`: two invented municipalities to try the program on."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inquiries.demonstration import loading, volume
from inquiries.demonstration.towns import TOWNS
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

NOON = time(12)


class Command(BaseCommand):
    """Load the demonstration; where it is loaded, carry it on to today."""

    help = (
        "Load two invented municipalities with two years of inquiries. Where they are "
        "loaded already, carry the work on and fill today's queue."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed, the same people"
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="noon of this day instead of now, as 2026-03-11",
        )
        parser.add_argument(
            "--logins", action="store_true", help="only print who can log in"
        )
        parser.add_argument(
            "--inquiries",
            type=int,
            help="load so many instead, closed ones mostly, for measuring speed",
        )
        parser.add_argument(
            "--municipalities", type=int, default=10, help="with --inquiries"
        )
        parser.add_argument(
            "--activities",
            type=int,
            default=0,
            help="with --inquiries: spread them over so many activities",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="load also where there are municipalities that are not invented",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.is_quiet = options["verbosity"] == 0
        at = _moment(options["today"])
        if not options["logins"]:
            self._refuse(options["force"])
            if options["inquiries"]:
                self._load_many(options, at)
            else:
                self._load(options["seed"], at)
        for line in loading.logins():
            self._say(line)

    def _refuse(self, force: bool) -> None:
        try:
            loading.refuse_beside_real_ones()
        except loading.RealMunicipality as real:
            if not force:
                raise CommandError(
                    f"{real} is not an invented municipality. Demonstration data does "
                    "not belong here; --force loads it all the same."
                ) from None

    def _load_many(self, options: dict[str, Any], at: datetime) -> None:
        municipalities = options["municipalities"]
        try:
            loaded = volume.load(
                options["inquiries"],
                municipalities,
                at=at,
                activities=options["activities"],
            )
        except volume.NotTheOwner:
            raise CommandError(
                "To load as many, the role in the database must be a superuser."
            ) from None
        self._say(f"{loaded} inquiries in {municipalities} municipalities loaded.")

    def _load(self, seed: int, at: datetime) -> None:
        if Municipality.objects.filter(name=TOWNS[0].name).exists():
            added = loading.carry_on(seed=seed, at=at)
            self._say(f"Today's queue: {added} calls added.")
            return
        counts = loading.load(seed=seed, at=at)
        self._say(
            f"{counts['inquiry']} inquiries with {counts['event']} events loaded."
        )

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)


def _moment(day: date | None) -> datetime:
    if day is None:
        return timezone.now()
    return datetime.combine(day, NOON, STOCKHOLM)
