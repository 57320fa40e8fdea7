"""What is typed about an annotation."""

from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import DayInput
from campaigns.forms.owned import OwnedForm
from reports.models import Annotation


class AnnotationForm(OwnedForm):
    """A day, and a few words of what was going on."""

    parts = ("day", "text")

    class Meta:
        model = Annotation
        fields = ["day", "text"]
        labels = {"day": _("Day"), "text": _("What happened")}
        help_texts = {
            "text": _("A few words: Radio campaign. Two vacancies. Name nobody.")
        }
        error_messages = {
            "day": {
                "required": _("Day: give it."),
                "invalid": _("Day: write the date as 2026-03-01."),
            },
            "text": {
                "required": _("What happened: write a few words."),
                "max_length": _(
                    "What happened: write at most %(limit_value)d characters. You "
                    "wrote %(show_value)d."
                ),
            },
        }
        widgets = {"day": DayInput}
