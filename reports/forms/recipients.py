"""What is typed about who gets the month's report, and how."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.owned import OwnedForm
from organisation.forms.layout import drawn
from reports.models import Recipient


class RecipientForm(OwnedForm):
    """An address and the language of its mails; one that is there may rest."""

    parts = ("email", "language", "is_active")
    judged = frozenset({"municipality"})

    class Meta:
        model = Recipient
        fields = ["email", "language", "is_active"]
        labels = {
            "email": _("Email address"),
            "language": _("Language"),
            "is_active": _("Gets the report"),
        }
        error_messages = {
            "email": {
                "required": _("Email address: give it."),
                "invalid": _("Email address: write one address, as anna@example.se."),
            },
            "language": {
                "required": _("Language: choose one."),
                "invalid_choice": _("Language: choose one in the list."),
            },
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["is_active"]
            self.helper = drawn(
                "email", "language", Submit("add", _("Add the recipient"))
            )


class PostingForm(forms.Form):
    """How the report is sent."""

    attaches_pdf = forms.TypedChoiceField(
        label=_("What the mail carries"),
        coerce=lambda value: value == "pdf",
        choices=[
            ("link", _("Only a link; whoever opens it logs in")),
            ("pdf", _("The report as a PDF, and the link")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("What the mail carries: choose one."),
            "invalid_choice": _("What the mail carries: choose one of the two."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn(
            "attaches_pdf", Submit("save", _("Save"), data_variant="secondary")
        )
