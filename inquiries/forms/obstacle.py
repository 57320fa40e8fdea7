"""The message function of the accessibility statement: usable without a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inquiries.forms.fields import LineField, TextField
from inquiries.forms.interest import PublicForm

OBSTACLE_LENGTH = 2000  # characters


class ObstacleForm(PublicForm):
    obstacle = TextField(
        label=_("What does not work for you?"),
        max_length=OBSTACLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("What does not work for you? Write a few words about it."),
            "max_length": _(
                "What does not work for you? Write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )
    reply_to = LineField(
        label=_("Email address or phone number, if you want an answer"),
        max_length=254,
        required=False,
        error_messages={
            "max_length": _("Email address or phone number: write one of them only."),
        },
    )
