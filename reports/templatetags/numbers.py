"""Rows of numbers in a table, joined here: a report has hundreds of them, and the
template's own loop takes as long as all the rest of its page.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def number_heads(heads: Iterable[str]) -> SafeString:
    joined = "".join(f'<th scope="col" class="number">{escape(e)}</th>' for e in heads)
    return mark_safe(joined)  # noqa: S308 -- each of them is escaped


@register.filter
def number_cells(cells: Iterable[str]) -> SafeString:
    joined = "".join(f'<td class="number">{escape(each)}</td>' for each in cells)
    return mark_safe(joined)  # noqa: S308 -- each of them is escaped
