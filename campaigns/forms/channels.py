"""What is typed about a channel."""

from typing import Any, Final

from crispy_forms.layout import Div, Field, Fieldset, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import CountField
from campaigns.forms.judged import JudgesMore
from campaigns.models import Channel
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts

HOUR: Final = 60  # minutes


class ChannelForm(TidiedTexts, JudgesMore):
    """Its goal, the staffing that it needs, hints, and whether families are asked."""

    judged = frozenset({"municipality"})
    hours = CountField(label=_("Number of hours"), most=400, required=False)
    minutes = CountField(label=_("Number of minutes"), most=59, required=False)

    class Meta:
        model = Channel
        fields = ["name", "name_en", "kind", "goal", "hints", "is_asked"]
        labels = {
            "name": _("Name"),
            "name_en": _("Name in English"),
            "kind": _("Kind"),
            "goal": _("Goal"),
            "hints": _("Hints"),
            "is_asked": _("Offered as an answer to “How did you hear about us?”"),
        }
        help_texts = {
            "name_en": _("Families who read English see it. Empty: the Swedish name."),
            "goal": _("What is the channel for? Seen by many, or talked with by few?"),
            "hints": _(
                "What you have learnt: when to post, whom to ask, what to avoid."
            ),
        }
        error_messages = {"name": {"required": _("Name: give the channel a name.")}}
        widgets = {"hints": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        minutes = self.instance.answered_within_minutes
        if minutes is not None:
            hours, rest = divmod(minutes, HOUR)
            self.initial = {"hours": hours, "minutes": rest, **self.initial}
        self.helper = drawn(
            Div("name", "name_en", css_class="field-row"),
            "kind",
            "goal",
            Fieldset(
                _("Staffing: answered within, in working time"),
                Div(
                    Field("hours", wrapper_class="short"),
                    Field("minutes", wrapper_class="short"),
                    css_class="field-row",
                ),
            ),
            "hints",
            "is_asked",
            Submit("save", _("Save")),
        )

    def values(self) -> dict[str, Any]:
        """The columns, with the time in minutes; none where nothing was typed."""
        typed = dict(self.cleaned_data)
        hours, minutes = typed.pop("hours"), typed.pop("minutes")
        answered = (hours or 0) * HOUR + (minutes or 0)
        return {**typed, "answered_within_minutes": answered or None}
