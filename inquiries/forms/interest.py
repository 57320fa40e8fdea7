"""The forms that families fill in. They ask little, and nothing that may not be asked.

Never asked: personal identity number, address, income, health, faith, children.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from followups.models import Wish
from followups.promise import Offer
from inquiries.chosen import ChosenWish
from inquiries.forms.fields import AddressField, LineField, PhoneField, TextField
from inquiries.forms.mail_hint import likely_address
from inquiries.offered import is_letter, offer_label
from organisation.choices import ChoiceLabel, offer
from organisation.models import Assignment, Language, Municipality

NAME_LENGTH = 120  # characters
MESSAGE_LENGTH = 400  # characters
ADDRESS_LENGTH = 254  # characters

ABOUT: Mapping[Assignment, Any] = {
    Assignment.FOSTER_HOME: _("A child lives with you, for a shorter or longer time."),
    Assignment.EMERGENCY_HOME: _("A child comes at short notice and stays a while."),
    Assignment.CONTACT_FAMILY: _("A child stays with you some weekend each month."),
    Assignment.CONTACT_PERSON: _("You meet a child or a young person now and then."),
    Assignment.UNDECIDED: _("That is fine. We will talk about what might suit you."),
}


class PublicForm(forms.Form):
    """A form inside a page that draws the form element, the summary and the button."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page has it
        self.helper.form_show_errors = False  # the page shows them on top
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.fields)

    def typed(self) -> dict[str, Any]:
        """Give what stands in the fields, right or wrong, as the answers keep it."""
        return {
            name: each.widget.value_from_datadict(self.data, self.files, name)
            for name, each in self.fields.items()
        }


class AssignmentsForm(PublicForm):
    wanted_assignments = forms.MultipleChoiceField(
        label=_("I am curious about"),
        choices=[
            (each.value, ChoiceLabel(each.label, ABOUT[each])) for each in Assignment
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("I am curious about: choose among the answers."),
            "invalid_list": _("I am curious about: choose among the answers."),
        },
    )

    def layout(self) -> Layout:
        return Layout(Field("wanted_assignments", wrapper_class="cards"))


class ReachableForm(PublicForm):
    """Name, phone or e-mail, and where the family lives when several places ask."""

    name = LineField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Name: write what we may call you."),
            "max_length": _(
                "Name: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        error_messages={
            "required": _("Phone number: write the number we may call."),
            "max_length": _("Phone number: write one number only."),
        },
    )
    place = forms.TypedChoiceField(
        label=_("Where do you live?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Where do you live? Choose the place nearest to you."),
            "invalid_choice": _("Where do you live? Choose among the places."),
        },
    )

    def __init__(
        self, *args: Any, places: Iterable[Municipality] = (), **options: Any
    ) -> None:
        self.places = [(each.pk, each.name) for each in places]
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        if self.places:
            offer(self, "place", self.places)
        else:
            del self.fields["place"]
        return super().layout()


class ContactForm(ReachableForm):
    email = AddressField(
        label=_("Email address"),
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text=_("For your receipt, and if we are to write to you."),
        error_messages={
            "invalid": _("Email address: write it with an @, as anna@example.se."),
            "max_length": _(
                "Email address: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )
    language = forms.ChoiceField(
        label=_("Language for our talk"),
        choices=Language.choices,
        error_messages={
            "required": _("Language for our talk: choose one."),
            "invalid_choice": _("Language for our talk: choose one in the list."),
        },
    )
    needs_interpreter = forms.BooleanField(
        label=_("I would like an interpreter"), required=False
    )
    kept_email = forms.CharField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        super().layout()
        self.helper.unmarked = ("phone", "email")
        self.fields["phone"].help_text = _("One of phone number and email is enough.")
        place = ("place",) if self.places else ()
        return Layout(
            "name",
            "phone",
            "email",
            *place,
            "language",
            "needs_interpreter",
            "kept_email",
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reachable = cleaned.get("phone") or cleaned.get("email")
        if not reachable and not {"phone", "email"} & set(self.errors):
            self.add_error(
                "phone",
                _("Phone number: write it, or an email address. One is enough."),
            )
        return cleaned

    def likely_email(self) -> str:
        """Give what was probably meant, the first time that an address is sent."""
        email: str = self.cleaned_data["email"]
        if not email or email == self.cleaned_data["kept_email"]:
            return ""
        return likely_address(email)


class WishField(forms.ChoiceField):
    """Any wish is well-formed; whether it is offered is asked when it is sent.

    The value is a wish, or “time-12” for the slot of that number.
    """

    def valid_value(self, value: Any) -> bool:
        return ChosenWish.is_one(str(value))


class OfferForm(PublicForm):
    """A choice among what is staffed now, each with its own deadline."""

    wish = WishField(
        label=_("I would like you to get in touch"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when it suits you."),
            "invalid_choice": _("Choose when it suits you, among the answers."),
        },
    )

    def __init__(
        self,
        *args: Any,
        offers: Iterable[Offer],
        at: datetime,
        times: Iterable[Offer] = (),
        **options: Any,
    ) -> None:
        self.offers = list(offers)
        self.times = list(times)
        self.at = at
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        choices = [
            *(each for each in self.offers if each.wish != Wish.WRITE),
            *self.times,
            *(each for each in self.offers if each.wish == Wish.WRITE),
        ]
        labels = [(each.value, offer_label(each, self.at)) for each in choices]
        offer(self, "wish", labels)
        if self.initial.get("wish") not in {each.value for each in choices}:
            self.initial = {**self.initial, "wish": self.offers[0].value}
        return Layout(Field("wish", template="design/offers.html"))


class TimeForm(OfferForm):
    no_voicemail = forms.BooleanField(
        label=_("Leave no message on my voicemail"), required=False
    )
    message = TextField(
        label=_("Is there anything we should know before we call?"),
        help_text=_("Please write nothing about health or about other people."),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _(
                "Is there anything we should know before we call? Write at most "
                "%(limit_value)d characters. You wrote %(show_value)d."
            ),
        },
    )

    def layout(self) -> Layout:
        offered = super().layout()
        if is_letter(self.offers):
            return self._letter_layout()
        return Layout(*offered.fields, "no_voicemail", "message")

    def clean_wish(self) -> str:
        return self.cleaned_data["wish"] or str(self.offers[0].wish)

    def _letter_layout(self) -> Layout:
        """Nothing to choose, and no voicemail: the page itself says that we write."""
        del self.fields["no_voicemail"]
        self.fields["wish"].required = False
        self.fields["wish"].widget = forms.HiddenInput()
        message = self.fields["message"]
        message.label = _("Is there anything we should know before we write?")
        message.error_messages["max_length"] = _(
            "Is there anything we should know before we write? Write at most "
            "%(limit_value)d characters. You wrote %(show_value)d."
        )
        return Layout("wish", "message")


class ExpressForm(OfferForm, ReachableForm):
    """Name, number and when: for a poster or a fair."""

    field_order = ("name", "phone", "place", "wish")

    def layout(self) -> Layout:
        ReachableForm.layout(self)
        self.fields["phone"].required = True
        offered = OfferForm.layout(self)
        place = ("place",) if self.places else ()
        return Layout("name", "phone", *place, *offered.fields)
