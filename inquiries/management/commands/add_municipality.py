"""`manage.py add_municipality`: a municipality with all that it begins with."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campaigns import defaults as campaign_defaults
from followups import defaults as followup_defaults
from organisation.models import Municipality, Role, StaffMember
from organisation.services.accounts import invite
from organisation.services.municipalities import add_municipality

# Option, what is asked where it is not given, what it is for.
QUESTIONS: Final = (
    ("name", "Name of the municipality", "as families read it"),
    ("phone", "Telephone number", "the one that families may call"),
    ("email", "E-mail address", "where families' replies go"),
    ("sms-sender", "SMS sender (3–11 letters and digits)", "shown as sender of an SMS"),
    ("admin-name", "Name of the first administrator", "invites everybody else"),
    ("admin-email", "E-mail address of the first administrator", "their login"),
)


class Command(BaseCommand):
    """Ask for what the options leave out, then add everything or nothing."""

    help = "Add a municipality with hours, red days, promises, reminders and channels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for option, _question, purpose in QUESTIONS:
            parser.add_argument(f"--{option}", help=purpose)

    def handle(self, *_args: Any, **options: Any) -> None:
        answers = {
            option: options[option.replace("-", "_")] or input(f"{question}: ").strip()
            for option, question, _purpose in QUESTIONS
        }
        try:
            municipality = _add(answers)
        except ValidationError as error:
            raise CommandError("\n".join(_faults(error))) from error
        self.stdout.write(
            f"{municipality.name} is added. A mail with a link to choose a password "
            f"goes to {answers['admin-email']} with the next dispatch."
        )


@transaction.atomic
def _add(answers: Mapping[str, str]) -> Municipality:
    municipality = Municipality(
        name=answers["name"],
        phone=answers["phone"],
        email=answers["email"],
        sms_sender=answers["sms-sender"],
    )
    administrator = StaffMember(
        email=answers["admin-email"].lower(), display_name=answers["admin-name"]
    )
    municipality.full_clean()
    administrator.full_clean(exclude=["password"], validate_unique=False)
    now = timezone.now()
    add_municipality(municipality, by=None, at=now)
    followup_defaults.create(municipality)
    campaign_defaults.create(municipality)
    invite(municipality, administrator, {Role.ADMINISTRATOR}, by=None, at=now)
    return municipality


def _faults(error: ValidationError) -> list[str]:
    """One line for each field that was refused."""
    return [
        f"{field}: {' '.join(messages)}"
        for field, messages in error.message_dict.items()
    ]
