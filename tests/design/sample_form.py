"""A form with every kind of field, for looking at and testing the form pack."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    Button,
    ButtonHolder,
    Div,
    Field,
    Fieldset,
    Layout,
    Submit,
)
from django import forms

from organisation.choices import ChoiceLabel

WHEN = [
    ("soon", ChoiceLabel("Så snart som möjligt", "Senast i dag klockan 16.30")),
    ("evening", ChoiceLabel("Kväll, 17.00–20.00", "Senast i kväll klockan 20.00")),
    ("write", ChoiceLabel("Ring inte, skriv till mig")),
]


class SampleForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Namn", help_text="Det räcker med förnamn.", max_length=120
    )
    phone = forms.CharField(label="Telefon", required=False)
    email = forms.EmailField(label="E-post", required=False)
    language = forms.ChoiceField(
        label="Språk", choices=[("sv", "Svenska"), ("en", "Engelska")], required=False
    )
    when = forms.ChoiceField(
        label="När passar det?", widget=forms.RadioSelect, choices=WHEN
    )
    wanted = forms.MultipleChoiceField(
        label="Vad är du nyfiken på?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("home", "Familjehem"), ("unsure", "Vet inte än")],
        required=False,
        help_text="Välj så många du vill.",
    )
    received = forms.SplitDateTimeField(
        label="Mottagen",
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Datum"},
            time_attrs={"type": "time", "aria-label": "Klockslag"},
        ),
    )
    quiet = forms.BooleanField(label="Prata inte in något", required=False)
    line = forms.CharField(
        label="Något mer", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.unmarked = ("phone", "email")
        self.helper.layout = Layout(
            "token",
            Fieldset(
                "Hur når vi dig?",
                "name",
                Div("phone", "email", css_class="field-row"),
                "language",
            ),
            Field("when", wrapper_class="cards"),
            "wanted",
            "received",
            "quiet",
            "line",
            ButtonHolder(
                Submit("send", "Skicka och få en tid", data_size="lg"),
                Button("later", "Senare", data_variant="secondary"),
            ),
        )
