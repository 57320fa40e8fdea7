"""What a person says before a message is sent again."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import Message, Status
from organisation.forms.layout import drawn


class ResendForm(forms.Form):
    """One button; for an SMS of unknown outcome somebody must have asked first."""

    checked = forms.BooleanField(
        label=_("I have checked: the SMS did not arrive."),
        error_messages={"required": _("Ask the family first, and tick the box.")},
    )

    def __init__(self, message: Message, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["checked"]
        if message.status != Status.UNCERTAIN:
            del self.fields["checked"]
            names = []
        self.helper = drawn(*names, Submit("resend", _("Send again")))
