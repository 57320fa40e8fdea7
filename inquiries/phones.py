"""Telephone numbers as people type them."""

import phonenumbers

HOME_REGION = "SE"
HOME_CODE = 46


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
