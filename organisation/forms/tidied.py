"""Forms whose texts are kept as they are read: without what no eye can see."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms

from organisation.tidy import tidy_line, tidy_text


class TidiedTexts(forms.BaseForm):
    """Tidy every text before it is judged: a name of unseen signs is no name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                has_lines = isinstance(field.widget, forms.Textarea)
                tidy = tidy_text if has_lines else tidy_line
                read = partial(_read, field.to_python, tidy)
                field.to_python = read  # type: ignore[method-assign]  # of this one field


def _read(
    to_python: Callable[[Any], Any], tidy: Callable[[str], str], typed: Any
) -> Any:
    text = to_python(typed)
    return tidy(text) if isinstance(text, str) else text
