"""What is typed about cooperating: a name, a code."""

import uuid
from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts
from reports.models import Cooperation


class CooperationForm(TidiedTexts, forms.ModelForm):
    """What the cooperation is called."""

    class Meta:
        model = Cooperation
        fields = ["name"]
        labels = {"name": _("Name of the cooperation")}
        help_texts = {"name": _("As your committees know it: Foster homes in Göinge.")}
        error_messages = {
            "name": {
                "required": _("Name of the cooperation: write one."),
                "max_length": _(
                    "Name of the cooperation: write at most %(limit_value)d "
                    "characters. You wrote %(show_value)d."
                ),
            }
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What is too long is kept and told, never cut by the browser.
        self.fields["name"].widget.attrs.pop("maxlength", None)
        self.helper = drawn("name", Submit("start", _("Start the cooperation")))


class CodeForm(TidiedTexts, forms.Form):
    """The code that a colleague in another municipality has told."""

    code = forms.CharField(
        label=_("Invitation code"),
        help_text=_("Sixteen letters and digits. Hyphens and small letters will do."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "size": 24}
        ),
        error_messages={"required": _("Invitation code: write it.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn("code", Submit("look", _("Continue")))

    def refuse(self) -> None:
        """Say that it does not hold; why, nobody is told."""
        self.add_error(
            "code",
            _(
                "Invitation code: this one does not hold. Ask your colleague for a new "
                "one."
            ),
        )


class InvitationForm(forms.Form):
    """Asks for a code. The same form sent twice asks for the same."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **options)
        self.helper = drawn(
            "form_key",
            Submit("invite", _("Make an invitation code"), data_variant="secondary"),
        )
