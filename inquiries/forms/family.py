"""The forms of a family's own page, and of a lost link."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from inquiries.chosen import ChosenWish
from inquiries.forms.fields import AddressField, LineField, PhoneField
from inquiries.forms.interest import (
    ADDRESS_LENGTH,
    NAME_LENGTH,
    OfferForm,
    PublicForm,
)
from inquiries.phones import NotANumber, to_e164
from inquiries.workflow import TheirReason
from organisation.choices import ChoiceLabel, offer

MONTHS: Final = 12  # ahead that a family may choose to wait
# In the family's own words; `TheirReason` has them in the desk's.
WHY: Final = [
    ("", _("I would rather not say")),
    (TheirReason.LIFE_CHANGED.value, _("Something has changed in our life")),
    (TheirReason.NOT_NOW.value, _("This is not the right time for us")),
    (TheirReason.NOT_WHAT_WE_THOUGHT.value, _("It was not what we had thought")),
    (TheirReason.OTHER_PROVIDER.value, _("We have chosen somebody else")),
    (TheirReason.NO_CONTACT.value, _("We never got hold of each other")),
]


class NewTimeForm(OfferForm):
    """When to be called instead."""

    def chosen(self) -> ChosenWish:
        return ChosenWish.of(self.cleaned_data["wish"])


class PauseForm(PublicForm):
    until = forms.ChoiceField(
        label=_("When shall we be in touch again?"),
        error_messages={
            "required": _("When shall we be in touch again? Choose a month."),
            "invalid_choice": _("When shall we be in touch again? Choose a month."),
        },
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        months = list(_months_after(self.today))
        offer(self, "until", [(each.isoformat(), _name_of(each)) for each in months])
        self.initial.setdefault("until", months[2].isoformat())
        return super().layout()

    def clean_until(self) -> date:
        return date.fromisoformat(self.cleaned_data["until"])


def _months_after(day: date) -> Iterable[date]:
    """The first days of the months to come."""
    for ahead in range(1, MONTHS + 1):
        year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
        yield date(year, month + 1, 1)


def _name_of(month: date) -> str:
    """“mars 2027”"""
    return date_format(month, "F Y")


class WithdrawForm(PublicForm):
    reason = forms.ChoiceField(
        label=_("Do you want to say why?"),
        choices=WHY,
        widget=forms.RadioSelect,
        required=False,
        error_messages={
            "invalid_choice": _("Do you want to say why? Choose among the answers."),
        },
    )


class AskForCodeForm(PublicForm):
    """Where to send a code: the addresses that we have, masked."""

    channel = forms.ChoiceField(
        label=_("Where shall we send the code?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Where shall we send the code? Choose one."),
            "invalid_choice": _("Where shall we send the code? Choose one."),
        },
    )

    def __init__(
        self, *args: Any, ways: list[tuple[str, ChoiceLabel]], **options: Any
    ) -> None:
        self.ways = ways
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        offer(self, "channel", self.ways)
        self.initial.setdefault("channel", self.ways[0][0])
        return Layout(Field("channel", wrapper_class="cards"))


class CorrectForm(PublicForm):
    """The code, and what is to be changed. An empty field stays as it is."""

    code = LineField(
        label=_("The code that you got"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={
            "required": _("The code that you got: write the six digits."),
            "max_length": _("The code that you got: write the six digits."),
        },
    )
    name = LineField(
        label=_("New name"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "max_length": _("New name: write at most %(limit_value)d characters."),
        },
    )
    phone = PhoneField(
        label=_("New phone number"),
        max_length=40,
        required=False,
        error_messages={
            "max_length": _("New phone number: write one number only."),
            "not_a_number": _(
                "New phone number: write it with the area code, for example "
                "070-174 06 05."
            ),
        },
    )
    email = AddressField(
        label=_("New email address"),
        max_length=ADDRESS_LENGTH,
        required=False,
        error_messages={
            "invalid": _("New email address: write it with an @, as anna@example.se."),
            "max_length": _("New email address: write one address only."),
        },
    )

    def layout(self) -> Layout:
        self.helper.unmarked = ("name", "phone", "email")
        return Layout(
            Field("code", wrapper_class="short"), "name", Field("phone"), "email"
        )

    def clean_code(self) -> str:
        """The digits; people write them in groups."""
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.details():
            self.add_error(
                "name", _("New name: write what is to be changed, here or below.")
            )
        return cleaned

    def details(self) -> dict[str, str]:
        """What was written, as it is kept."""
        typed = self.cleaned_data
        found = {
            "name": typed.get("name", ""),
            "phone": to_e164(typed["phone"]) if typed.get("phone") else "",
            "email": typed.get("email", "").lower(),
        }
        return {name: value for name, value in found.items() if value}


class LostLinkForm(PublicForm):
    """A number or an address; whether we know it is not asked here."""

    reach = LineField(
        label=_("Phone number or email address"),
        max_length=ADDRESS_LENGTH,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
        error_messages={
            "required": _("Phone number or email address: write one of them."),
            "max_length": _("Phone number or email address: write one of them only."),
            "neither": _(
                "Phone number or email address: write it as 070-174 06 05 or "
                "anna@example.se."
            ),
        },
    )

    def clean_reach(self) -> str:
        """The address, or the number in E.164."""
        typed: str = self.cleaned_data["reach"].replace(" ", "")
        try:
            if "@" in typed:
                validate_email(typed)
                return typed.lower()
            return to_e164(typed)
        except (ValidationError, NotANumber):
            wrong = self.fields["reach"].error_messages["neither"]
            raise ValidationError(wrong, code="neither") from None
