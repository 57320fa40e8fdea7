"""The person's own page: language, shortcuts, the way to the second factor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation.access import StaffRequest, staff_view
from organisation.forms.staff import ProfileForm
from organisation.models import CALLING, StaffMember
from organisation.services.profiles import change_profile


@staff_view
def edit(request: StaffRequest) -> HttpResponse:
    mine = StaffMember.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        change_profile(
            request.user,
            form.cleaned_data,
            by=request.user,
            at=timezone.now(),
            municipality=request.municipality,
        )
        with translation.override(form.cleaned_data["desk_language"]):
            messages.success(request, _("Saved."))
            return redirect("organisation:profile")
    status = 422 if form.is_bound else 200
    context = {"form": form, "calls": bool(request.roles & CALLING)}
    return render(request, "organisation/profile.html", context, status=status)
