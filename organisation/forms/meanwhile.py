"""Two windows on one row: what a colleague wrote is not overwritten unseen."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, cast

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

SEEN: Final = "seen"  # the field's name: a mark of what the page showed, by field
MARK_LENGTH: Final = 12  # hexadecimal digits
LONGEST_SHOWN: Final = 120  # characters of what the colleague wrote


class KeepsColleagues(forms.BaseForm):
    """A form that remembers what its page showed of a row: call `remember` with it.

    A field left as it was shown keeps what a colleague has written since. Where both
    have written, theirs is told, and saving once more puts one's own in its place. Sent
    without the memory, it is taken as it is; a new row has none.
    """

    _row: Model
    _stored: Mapping[str, Any] = MappingProxyType({})

    def remember(self, row: Model) -> None:
        """Of the fields that the row has too, before anything that was sent is read."""
        if row.pk is None:
            return
        self._row, self._stored = row, model_to_dict(row, list(self.fields))
        self.fields[SEEN] = forms.CharField(
            required=False,
            max_length=4000,
            widget=forms.HiddenInput,
            initial=_written(_marks(self._stored)),
        )

    @property
    def memory(self) -> tuple[str, ...]:
        """The part of the layout that carries it; nothing for a new row."""
        return (SEEN,) if SEEN in self.fields else ()

    def _post_clean(self) -> None:
        seen = _read(self.cleaned_data.pop(SEEN, ""))
        told = [name for name in self._stored if self._is_contested(name, seen)]
        if told:
            # Seen now, and only these: of the others the page shows what it showed.
            now = _marks({name: self._stored[name] for name in told})
            memory = {self.add_prefix(SEEN): _written({**seen, **now})}
            self.data = _with(self.data, memory)
        super()._post_clean()  # type: ignore[misc]  # Django has no types for it

    def _is_contested(self, name: str, seen: Mapping[str, str]) -> bool:
        """Whether both have written; where only the colleague has, theirs is kept."""
        stored, shown = _mark(self._stored[name]), seen.get(name)
        if name not in self.cleaned_data or shown in (None, stored):
            return False
        typed = _mark(self.cleaned_data[name])
        if typed == stored:
            return False
        if typed == shown:
            self.cleaned_data[name] = getattr(self._row, name)
            return False
        self.add_error(name, self._told(name))
        return True

    def _told(self, name: str) -> str:
        words = {"label": self.fields[name].label, "theirs": self._theirs(name)}
        if not words["theirs"]:
            return (
                _(
                    "%(label)s: a colleague has just emptied it. Save once more to put "
                    "yours in its place."
                )
                % words
            )
        return (
            _(
                "%(label)s: a colleague has just written “%(theirs)s”. Save once more "
                "to put yours in its place."
            )
            % words
        )

    def _theirs(self, name: str) -> str:
        """What the row has now, in words."""
        field, value = self.fields[name], getattr(self._row, name)
        if isinstance(value, list):
            labels = dict(cast(Any, field).choices)
            return ", ".join(str(labels.get(each, each)) for each in value)
        shown = getattr(self._row, f"get_{name}_display", None)
        if shown is not None:
            return str(shown())
        if not isinstance(value, Model):
            value = field.prepare_value(value)
        return "" if value is None else str(value)[:LONGEST_SHOWN]


def _mark(value: Any) -> str:
    """The same for a value as it is stored, and as the form has read it."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, Decimal):
        value = value.normalize()
    return sha256(str(value).encode()).hexdigest()[:MARK_LENGTH]


def _with(sent: Any, values: Mapping[str, str]) -> Any:
    """What was sent, with other values; a request's own cannot be changed."""
    changed = sent.copy()
    for name, value in values.items():
        changed[name] = value
    return changed


def _marks(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _mark(value) for name, value in values.items()}


def _written(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}={mark}" for name, mark in marks.items())


def _read(text: str) -> dict[str, str]:
    pairs: Iterable[list[str]] = (each.split("=", 1) for each in text.split())
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}
