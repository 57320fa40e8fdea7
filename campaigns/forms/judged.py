"""Forms whose constraints are judged by more fields than they show."""

from django import forms


class JudgesMore(forms.ModelForm):
    """`judged` names what the row has beside the form, such as its municipality.

    Constraints that name a field outside the form are passed over by Django, unless
    that field is named here.
    """

    judged: frozenset[str] = frozenset()

    def _get_validation_exclusions(self) -> set[str]:
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django has no types for it
        return left_out - self.judged
