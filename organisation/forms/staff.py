"""What is typed about people who work here."""

from typing import Any, Final

from crispy_forms.layout import Div, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from organisation.choices import ChoiceLabel
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts
from organisation.models import Language, Role, StaffMember
from organisation.photos import MOST_BYTES, PhotoRefused, square

QUIET: Final = {"data_variant": "secondary"}  # one page, one main button
ROLE_CHOICES: Final = [
    (Role.RECRUITER, ChoiceLabel(_("Recruiter"), _("Calls families"))),
    (
        Role.COMMUNICATOR,
        ChoiceLabel(_("Communicator"), _("Plans campaigns, sees no families")),
    ),
    (
        Role.MANAGER,
        ChoiceLabel(_("Unit manager"), _("All that recruiters do, and the outbox")),
    ),
    (
        Role.ADMINISTRATOR,
        ChoiceLabel(_("Administrator"), _("Changes settings, reads and erases")),
    ),
]


class RolesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Roles"),
            choices=ROLE_CHOICES,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def clean(self, value: Any) -> set[Role]:
        return {Role(each) for each in super().clean(value)}


class InviteForm(TidiedTexts, forms.Form):
    email = forms.EmailField(label=_("Email address"), max_length=254)
    display_name = forms.CharField(label=_("Name"), max_length=80)
    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    roles = RolesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("As families read it: recruiter.")
        self.helper = drawn(
            "email", "display_name", "title", "roles", Submit("invite", _("Invite"))
        )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class StaffForm(TidiedTexts, forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    started_on = forms.DateField(
        label=_("Has worked with this since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = StaffMember
        fields = ["display_name", "title", "languages", "started_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            Div("display_name", "title", css_class="field-row"),
            "started_on",
            "languages",
            Submit("save_profile", _("Save")),
            unmarked=("languages",),
        )


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. The middle is cut to a square."),
    )
    remove = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            "photo",
            "remove",
            Submit("save_photo", _("Save the photo"), **QUIET),
            unmarked=("photo",),
        )

    def clean_photo(self) -> "ContentFile[bytes] | None":
        upload: UploadedFile | None = self.cleaned_data["photo"]
        if upload is None:
            return None
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(_("The picture is larger than 10 MB."))
        try:
            return square(upload)
        except PhotoRefused as error:
            raise ValidationError(
                _("The file is no picture that we can read, or it is too large.")
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (self.errors or cleaned.get("photo") or cleaned.get("remove")):
            raise ValidationError(_("Choose a file, or tick that the photo shall go."))
        return cleaned


class RolesForm(forms.Form):
    roles = RolesField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            "roles",
            Submit("save_roles", _("Save the roles"), **QUIET),
            unmarked=("roles",),
        )


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("Email address"), max_length=254)

    def __init__(self, staff: StaffMember, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        self.initial["email"] = staff.email
        self.helper = drawn(
            "email", Submit("save_address", _("Change the address"), **QUIET)
        )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        others = StaffMember.objects.exclude(pk=self.staff.pk)
        if others.filter(email=email).exists():
            raise ValidationError(_("Another account has this address."))
        return email


class ProfileForm(TidiedTexts, forms.ModelForm):
    class Meta:
        model = StaffMember
        fields = ["desk_language", "single_keys"]
        widgets = {"desk_language": forms.RadioSelect}
        labels = {"single_keys": _("Let single keys work as shortcuts")}
        help_texts = {
            "single_keys": _(
                "Such as 1 to 5 for the outcome of a call, j and k to move."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn("desk_language", "single_keys", Submit("save", _("Save")))
