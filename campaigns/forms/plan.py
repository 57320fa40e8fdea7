"""What is typed about campaigns and activities."""

from typing import Any, cast

from crispy_forms.layout import HTML, Div, Field, Fieldset, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import CountField, DayInput, SuggestingInput
from campaigns.forms.judged import JudgesMore
from campaigns.functions import functions_used
from campaigns.models import Activity, Campaign, Channel
from campaigns.models.plan import ChannelQuerySet
from organisation.forms.layout import drawn
from organisation.forms.meanwhile import KeepsColleagues
from organisation.forms.money import KronorField
from organisation.forms.tidied import TidiedTexts
from organisation.models import Assignment, Language

# Nobody looks for homes that do not know yet.
SOUGHT = [each for each in Assignment.choices if each[0] != Assignment.UNDECIDED]
WHEN = Div("starts_on", "ends_on", css_class="field-row")
# Shows the chosen channel's goal, staffing and hints as soon as it is chosen.
SHOWS_GUIDE = {
    "hx-get": "",
    "hx-select": "#channel-guide",
    "hx-target": "#channel-guide",
    "hx-swap": "outerHTML",
}


class PlannedForm(KeepsColleagues, TidiedTexts, JudgesMore):
    """A form whose row knows its municipality: constraints that name it are asked."""

    judged = frozenset({"municipality"})
    starts_on = forms.DateField(
        label=_("Starts"),
        widget=DayInput,
        error_messages={
            "required": _("Starts: give the first day."),
            "invalid": _("Starts: write the date as 2026-03-01."),
        },
    )
    ends_on = forms.DateField(
        label=_("Ends"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Ends: write the date as 2026-03-31.")},
    )
    owner_function = forms.CharField(
        label=_("Function in charge"),
        required=False,
        max_length=80,
        help_text=_("A function, not a person: Communicator. The plan outlives us."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.remember(self.instance)
        used = functions_used(self.instance.municipality)
        self.fields["owner_function"].widget = SuggestingInput(used)


class CampaignForm(PlannedForm):
    """The aim in words and in numbers, for whom, when, for how much, by whom."""

    aimed_inquiries = CountField(label=_("Inquiries"), required=False)
    aimed_visits = CountField(label=_("Home visits"), required=False)
    aimed_approved = CountField(label=_("Approved homes"), required=False)
    wanted_assignments = forms.MultipleChoiceField(
        label=_("Assignments"),
        choices=SOUGHT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    budget = KronorField(label=_("Budget, kronor"), required=False)

    class Meta:
        model = Campaign
        fields = [
            "name",
            "aim",
            "aimed_inquiries",
            "aimed_visits",
            "aimed_approved",
            "wanted_assignments",
            "audience",
            "languages",
            "starts_on",
            "ends_on",
            "budget",
            "owner_function",
        ]
        labels = {"name": _("Name"), "aim": _("Aim"), "audience": _("Audience")}
        help_texts = {
            "aim": _("What is it to lead to, and for whom?"),
            "audience": _("Whom do you want to reach? Families with teenagers."),
        }
        error_messages = {"name": {"required": _("Name: give the campaign a name.")}}
        widgets = {"aim": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn(
            *self.memory,
            "name",
            "aim",
            Fieldset(
                _("The aim in numbers"),
                Div(
                    "aimed_inquiries",
                    "aimed_visits",
                    "aimed_approved",
                    css_class="field-row",
                ),
            ),
            Fieldset(
                _("Whom you look for"),
                Field("wanted_assignments", wrapper_class="in-columns"),
                "audience",
                Field("languages", wrapper_class="in-columns"),
            ),
            Fieldset(_("When"), WHEN),
            Fieldset(_("Money and responsibility"), "budget", "owner_function"),
            Submit("save", _("Save")),
        )


class ActivityForm(PlannedForm):
    """The code is chosen once: afterwards it may hang on walls."""

    cost_planned = KronorField(label=_("Planned cost, kronor"), required=False)
    cost_actual = KronorField(label=_("Actual cost, kronor"), required=False)
    link_ends_on = forms.DateField(
        label=_("The link’s last day"),
        required=False,
        widget=DayInput,
        help_text=_("After that day the code counts as unknown. Empty: it lives on."),
        error_messages={
            "invalid": _("The link’s last day: write the date as 2026-12-31.")
        },
    )

    class Meta:
        model = Activity
        fields = [
            "name",
            "channel",
            "code",
            "starts_on",
            "ends_on",
            "is_yearly",
            "cost_planned",
            "cost_actual",
            "owner_function",
            "link_ends_on",
        ]
        labels = {
            "name": _("Name"),
            "channel": _("Channel"),
            "code": _("Code"),
            "is_yearly": _("Comes back every year"),
        }
        help_texts = {
            "name": _("What you call it yourselves: Poster in the library."),
            "code": _("Stands last in the link. It cannot be changed later."),
        }
        error_messages = {
            "name": {"required": _("Name: give the activity a name.")},
            "channel": {
                "required": _("Channel: choose one."),
                "invalid_choice": _("Channel: choose one in the list."),
            },
            "code": {"required": _("Code: write one, or take the one suggested.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ends_on"].help_text = _(
            "Empty: until further notice. For one day, write that day twice."
        )
        channel = self._channel_field
        channel.queryset = Channel.objects.of(self.instance.municipality).filter(
            Q(is_used=True) | Q(pk=self.instance.channel_id)
        )
        channel.empty_label = _("Choose a channel")
        channel.widget.attrs |= SHOWS_GUIDE
        code = () if self.instance.pk else ("code",)
        if not code:
            del self.fields["code"]
        self.helper = drawn(
            *self.memory,
            "name",
            "channel",
            HTML('{% include "campaigns/channel_guide.html" %}'),
            *code,
            Fieldset(_("When"), WHEN, "is_yearly"),
            Fieldset(
                _("Money and responsibility"),
                Div("cost_planned", "cost_actual", css_class="field-row"),
                "owner_function",
            ),
            Fieldset(_("The link"), "link_ends_on"),
            Submit("save", _("Save")),
        )

    @property
    def _channel_field(self) -> forms.ModelChoiceField:
        return cast(forms.ModelChoiceField, self.fields["channel"])

    def guide(self) -> Channel | None:
        """The channel that is chosen so far, to show what it asks."""
        chosen = self["channel"].value()
        if isinstance(chosen, Channel):
            return chosen
        try:
            return cast(Channel | None, self._channel_field.to_python(chosen))
        except ValidationError:
            return None

    def guides(self) -> list[Channel]:
        """The channels that say anything, for whoever has not chosen yet."""
        offered = cast(ChannelQuerySet, self._channel_field.queryset)
        return list(offered.saying_something())
