"""What the form pack needs and Django's templates say slowly or not at all."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from organisation.money import SPACE, kronor_text
from organisation.wording import days_text

register = template.Library()


class Span(Protocol):
    """From the first day to the last, both in it; None: until further notice."""

    starts_on: date
    ends_on: date | None


# `required` would let the browser refuse a form in words that are not ours.
NEVER_DRAWN = frozenset({"class", "required"})


@register.filter
def control_attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Write a control's HTML attributes, with the design system's class and a space.

    False and None leave an attribute out, True writes its bare name.
    """
    own_class = attributes.get("class")
    drawn = (
        [f' class="ds-input {conditional_escape(own_class)}"']
        if own_class
        else [' class="ds-input"']
    )
    for name, value in attributes.items():
        if value is True and name not in NEVER_DRAWN:
            drawn.append(f" {name}")
        elif value is not False and value is not None and name not in NEVER_DRAWN:
            drawn.append(f' {name}="{conditional_escape(value)}"')
    return mark_safe("".join(drawn))  # noqa: S308 -- every value is escaped above


@register.filter
def kronor(amount: Decimal | None) -> str:
    """12 500 kr; nothing where there is no amount."""
    return "" if amount is None else f"{kronor_text(amount)}{SPACE}kr"


@register.filter
def days(span: Span) -> str:
    """3–10 mars 2026; från 3 mars 2026 where it has no end."""
    return days_text(span.starts_on, span.ends_on)
