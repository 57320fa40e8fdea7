"""Forms whose rows know their municipality before they are judged."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.judged import JudgesMore
from organisation.forms.layout import drawn
from organisation.forms.meanwhile import KeepsColleagues
from organisation.forms.tidied import TidiedTexts
from organisation.models import Municipality, StaffMember


class OwnedForm(KeepsColleagues, TidiedTexts, JudgesMore):
    """`parts` is the form from top to bottom."""

    parts: tuple[Any, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.remember(self.instance)
        for field in self.fields.values():
            # What is too long is kept and told, never cut by the browser.
            field.widget.attrs.pop("maxlength", None)
        self.helper = drawn(*self.memory, *self.parts, Submit("save", _("Save")))


class ColleagueField(forms.ModelChoiceField):
    """Somebody who works in the municipality; it says in whose with `choose_from`."""

    def __init__(self, **options: Any) -> None:
        none = StaffMember.objects.none()
        super().__init__(none, required=False, empty_label=_("Nobody"), **options)

    def choose_from(self, municipality: Municipality) -> None:
        staff = StaffMember.objects.active().of(municipality)
        self.queryset = staff.order_by("display_name", "pk")
