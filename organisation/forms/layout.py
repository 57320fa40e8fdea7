"""How a form of ours is drawn."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


def drawn(*parts: Any, unmarked: tuple[str, ...] = ()) -> FormHelper:
    """Draw these parts in this order; the form element stands in the template.

    Args:
        unmarked: fields that may be empty, and yet are not marked as optional.
    """
    helper = FormHelper()
    helper.form_tag = False
    helper.unmarked = unmarked
    helper.layout = Layout(*parts)
    return helper
