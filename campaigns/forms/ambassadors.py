"""What is typed about ambassadors and the letters to them."""

from typing import Any, cast

from crispy_forms.layout import Div, Fieldset, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.owned import OwnedForm
from campaigns.letter_text import MARKS, unknown_marks
from campaigns.models import Ambassador, Letter
from messaging.neutrality import is_neutral
from organisation.forms.layout import drawn


class AmbassadorForm(OwnedForm):
    """The home's name and where its letters go; nothing else is asked."""

    class Meta:
        model = Ambassador
        fields = ["name", "email", "phone", "postal_lines", "language"]
        labels = {
            "name": _("The home’s name"),
            "email": _("Email address"),
            "phone": _("Phone number"),
            "postal_lines": _("Postal address"),
            "language": _("Language of the letters"),
        }
        help_texts = {
            "name": _("As you write it yourselves: Anna och Per. No child’s name."),
            "postal_lines": _("For whoever has no email: the letter is printed."),
        }
        error_messages = {
            "name": {"required": _("The home’s name: give it.")},
            "email": {
                "invalid": _("Email address: write one address, as anna@example.se.")
            },
            "phone": {
                "invalid": _(
                    "Phone number: write it with the area code, as 070-174 06 05."
                )
            },
        }
        widgets = {"postal_lines": forms.Textarea(attrs={"rows": 3})}

    parts = (
        "name",
        Div("email", "phone", css_class="field-row"),
        "postal_lines",
        "language",
    )


class StatusForm(forms.Form):
    """Which of its buttons was pressed, and whether the link shall end with it."""

    status = forms.ChoiceField(choices=Ambassador.Status)
    closes_link = forms.BooleanField(required=False)


class LetterForm(OwnedForm):
    """Subject and text, in Swedish and, where it is wanted, in English."""

    class Meta:
        model = Letter
        fields = ["subject", "body", "subject_en", "body_en"]
        labels = {
            "subject": _("Subject"),
            "body": _("Text"),
            "subject_en": _("Subject in English"),
            "body_en": _("Text in English"),
        }
        help_texts = {
            "subject": _("It is seen by others: say nothing of what the home does."),
            "body": _(
                "{namn} becomes the home’s name, {länk} its link, {antal} the number "
                "of inquiries by it in the last year. Below five: “fewer than 5”."
            ),
            "body_en": _(
                "For homes that read English. Empty: they get the Swedish letter."
            ),
        }
        error_messages = {
            "subject": {"required": _("Subject: write one.")},
            "body": {"required": _("Text: write the letter.")},
        }
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "body_en": forms.Textarea(attrs={"rows": 8}),
        }

    parts = ("subject", "body", Fieldset(_("In English"), "subject_en", "body_en"))

    def clean_subject(self) -> str:
        return self._neutral("subject")

    def clean_subject_en(self) -> str:
        return self._neutral("subject_en")

    def clean_body(self) -> str:
        return self._with_known_marks("body")

    def clean_body_en(self) -> str:
        return self._with_known_marks("body_en")

    def _neutral(self, name: str) -> str:
        text = cast(str, self.cleaned_data[name])
        if not is_neutral(text):
            raise forms.ValidationError(
                _("%(label)s: it gives away what the matter is about. Leave that out.")
                % {"label": self.fields[name].label}
            )
        return text

    def _with_known_marks(self, name: str) -> str:
        text = cast(str, self.cleaned_data[name])
        unknown = unknown_marks(text)
        if unknown:
            words = {
                "label": self.fields[name].label,
                "unknown": unknown[0],
                "known": ", ".join(MARKS),
            }
            raise forms.ValidationError(
                _("%(label)s: %(unknown)s means nothing. Use %(known)s.") % words
            )
        return text


class PreviewForm(forms.Form):
    """For which home the letter is shown."""

    till = forms.ModelChoiceField(
        Ambassador.objects.none(), label=_("As it reads to"), required=False
    )

    def __init__(self, *args: Any, homes: list[Ambassador], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = cast(forms.ModelChoiceField, self.fields["till"])
        chosen.queryset = Ambassador.objects.filter(pk__in=[each.pk for each in homes])
        chosen.empty_label = None
        self.helper = drawn("till", Submit("", _("Show")))
        self.helper.form_method = "get"
