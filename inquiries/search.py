"""Find inquiries by what a person at the desk has at hand.

A name or beginnings of its words, with or without å, ä and ö; a telephone number in any
form or its last digits; an e-mail address or its beginning; a running number, 2026-0412
or only 412. The terms and the functions that make them stand in migration 0003; why,
and how fast it is, in docs/decisions/0020-search.md.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, CharField, F, Func, Q, QuerySet, Value
from django.utils.timezone import localtime

from inquiries.models import ContactDetails, Inquiry
from organisation.models import Municipality

NUMBER: Final = re.compile(r"(\d{4})\s*[-–/]\s*(\d{1,7})")
DIGITS: Final = re.compile(r"[+(]?\d[\d\s()./–-]*")
LONGEST_SERIAL: Final = 6  # digits typed alone; more can only be a telephone number
FEWEST_OF_PHONE: Final = 4  # digits
YEARS_BACK: Final = 30  # a serial alone is looked for in so many years
WINDOW: Final = timedelta(days=90)
MOST: Final = 500  # inquiries with the same last digits


def matching(municipality: Municipality, typed: str, moment: datetime) -> Q | None:
    """Give the condition that `typed` sets on inquiries of the municipality.

    None where nothing was typed that could be looked for. The caller restricts the
    inquiries to the municipality as everywhere.
    """
    words = " ".join(typed.replace("\0", " ").split())
    number = NUMBER.fullmatch(words)
    if number:
        return Q(year=int(number[1]), serial=int(number[2]))
    if DIGITS.fullmatch(words):
        return _by_digits(municipality, words, moment)
    if "@" in words:
        return _begins(municipality, f"@{words.lower()}")
    if any(each.isalnum() for each in words):
        return _searched(
            Func(
                Value(municipality.pk),
                Value(words),
                function="inquiry_name_query",
                output_field=SearchQueryField(),
            )
        )
    return None


def same_household(inquiry: Inquiry) -> QuerySet[Inquiry]:
    """Give inquiries that look like the same family's: a hint, never a merger.

    The same telephone number or e-mail address, within 90 days either way.
    """
    contact = inquiry.contact
    same = Q()
    if contact.phone:
        same |= Q(phone=contact.phone)
    if contact.email:
        same |= Q(email__iexact=contact.email)
    people = ContactDetails.objects.filter(same, municipality=inquiry.municipality_id)
    return (
        Inquiry.objects.filter(
            pk__in=people.exclude(inquiry=inquiry).values("inquiry")[:MOST],
            received_at__gt=inquiry.received_at - WINDOW,
            received_at__lt=inquiry.received_at + WINDOW,
        )
        .select_related("contact")
        .defer("contact__search", "contact__phone")
        .order_by("-id")
    )


def _by_digits(municipality: Municipality, words: str, moment: datetime) -> Q:
    """Telephone number, or running number of any year.

    Both are looked up here, for PostgreSQL has no index over two tables at once.
    """
    digits = _significant(words)
    keys: list[int] = []
    inquiries = Inquiry.objects.of(municipality)
    typed = re.sub(r"\D", "", words)
    if len(typed) <= LONGEST_SERIAL:
        this_year = localtime(moment).year
        years = range(this_year - YEARS_BACK, this_year + 1)
        found = inquiries.filter(year__in=years, serial=int(typed))
        keys += found.values_list("pk", flat=True)
    if len(digits) >= FEWEST_OF_PHONE:
        found = inquiries.filter(_begins(municipality, f"#{digits[::-1]}"))
        keys += found.order_by("-pk").values_list("pk", flat=True)[:MOST]
    return Q(pk__in=keys)


def _significant(typed: str) -> str:
    """The digits of a number without the signs for “abroad” and “another area”.

    Few digits are the last ones of a number, and their zero is one of them.
    """
    digits = re.sub(r"\D", "", typed.replace("(0)", ""))
    if len(digits) <= LONGEST_SERIAL:
        return digits
    return digits.removeprefix("00").removeprefix("0")


def _begins(municipality: Municipality, term: str) -> Q:
    beginnings = Value(
        [f"{municipality.pk}{term}"], output_field=ArrayField(CharField())
    )
    return _searched(
        Func(
            beginnings, function="inquiry_prefix_query", output_field=SearchQueryField()
        )
    )


def _searched(query: Func) -> Q:
    return Q(
        Func(
            F("contact__search"),
            query,
            template="%(expressions)s",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )
