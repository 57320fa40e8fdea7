"""What is typed about content, and about who appears in it."""

from typing import Any, cast

from crispy_forms.layout import Div
from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from campaigns.forms.owned import OwnedForm
from campaigns.models import Content, Person
from organisation.photos import PhotoRefused, fitted

PICTURE_REFUSED = _("Picture: choose a JPEG, PNG or WebP of at most 10 MB.")
NO_CHILD = _("As the person writes it. Never a child’s name.")


class ContentForm(OwnedForm):
    """A picture is read and drawn anew here; films and stories are links or texts."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "It is seen at the desk only, without where and when it was taken."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "empty": PICTURE_REFUSED,
            "invalid": PICTURE_REFUSED,
            "missing": PICTURE_REFUSED,
        },
    )

    address = forms.URLField(
        label=_("Web address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Where the film or the story lies."),
        error_messages={"invalid": _("Web address: write it as https://example.se/.")},
    )

    class Meta:
        model = Content
        fields = ["title", "kind", "address", "text"]
        labels = {
            "title": _("Title"),
            "kind": _("Kind"),
            "text": _("Text"),
        }
        help_texts = {
            "title": _("What you call it yourselves. No child’s name."),
        }
        error_messages = {
            "title": {"required": _("Title: give it one.")},
            "kind": {"required": _("Kind: choose one.")},
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    parts = (
        Div("title", "kind", css_class="field-row"),
        "picture",
        "address",
        "text",
    )

    def clean_picture(self) -> "ContentFile[bytes] | None":
        sent = self.cleaned_data["picture"]
        if sent is None:
            return None
        try:
            return fitted(sent)
        except PhotoRefused as refused:
            raise forms.ValidationError(PICTURE_REFUSED) from refused

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        there = bool(self.instance.file) or "picture" in self.errors
        given = any(typed.get(name) for name in ("picture", "address", "text"))
        if not (there or given or "address" in self.errors):
            raise forms.ValidationError(
                _("Give a picture, a web address or a text: one of them at least.")
            )
        return typed

    def values(self) -> dict[str, Any]:
        """What was typed, less the picture."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "picture"
        }


class PersonForm(OwnedForm):
    class Meta:
        model = Person
        fields = ["name", "relation", "contact"]
        labels = {
            "name": _("Name"),
            "relation": _("Relation"),
            "contact": _("How we reach the person"),
        }
        help_texts = {
            "name": NO_CHILD,
            "relation": _("For example foster home, contact person, colleague."),
            "contact": _("To be able to ask again. May be left empty."),
        }
        error_messages = {"name": {"required": _("Name: write the person’s name.")}}

    parts: tuple[Any, ...] = ("name", "relation", "contact")


class AppearanceForm(PersonForm):
    """Somebody who is in the register already, or somebody new."""

    known = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("In the register already"),
        required=False,
        empty_label=_("Somebody new"),
        error_messages={
            "invalid_choice": _("In the register already: choose one in the list.")
        },
    )

    parts = ("known", *PersonForm.parts)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = cast(forms.ModelChoiceField, self.fields["known"])
        known.queryset = Person.objects.of(self.instance.municipality).known()
        self.fields["name"].required = False
        self.helper.unmarked = ("known", "name")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not typed.get("known") and not typed.get("name") and not self.errors:
            message = _("Name: write it, or choose somebody in the register.")
            self.add_error("name", message)
        return typed

    def _post_clean(self) -> None:
        """Somebody who was chosen is not judged as somebody new."""
        if not self.cleaned_data.get("known"):
            super()._post_clean()

    def person(self) -> Person:
        chosen: Person | None = self.cleaned_data["known"]
        return chosen or self.instance
