"""Telephone numbers as people type them, and as they are written in Sweden."""

import phonenumbers

HOME_REGION = "SE"
HOME_CODE = 46
MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)


class NotANumber(ValueError):
    """Nobody can be called by what was typed."""


def to_e164(typed: str) -> str:
    """Give a number typed in any form, as +46701740612.

    A Swedish number must belong to a series in use; of a foreign one we demand only a
    possible length, since lists of foreign series grow old.

    Raises:
        NotANumber: it can be none.
    """
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise NotANumber from None
    is_swedish = number.country_code == HOME_CODE
    check = (
        phonenumbers.is_valid_number if is_swedish else phonenumbers.is_possible_number
    )
    if not check(number):
        raise NotANumber
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether an SMS can reach an E.164 number."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in MOBILE


def national(number: str) -> str:
    """An E.164 number as it is written in Sweden: 031-390 06 10."""
    parsed = phonenumbers.parse(number)
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == HOME_CODE
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, form)
