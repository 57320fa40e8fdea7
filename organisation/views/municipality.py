"""Settings: the way in, the municipality's particulars, and which one is worked for."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.access import MUNICIPALITY_KEY, StaffRequest, staff_view
from organisation.forms.settings import MarkForm, MunicipalityForm
from organisation.menu import start_page
from organisation.models import Membership, Role
from organisation.posting import only_posted
from organisation.services.municipalities import change_mark, change_municipality


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    return render(
        request,
        "organisation/settings.html",
        {"may_change": Role.ADMINISTRATOR in request.roles},
    )


@staff_view(Role.ADMINISTRATOR)
def edit(request: StaffRequest) -> HttpResponse:
    unchanged = copy(request.municipality)  # the frame shows the saved name
    form = MunicipalityForm(request.POST or None, instance=unchanged)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form)
    changed = {name: form.cleaned_data[name] for name in form.changed_data}
    change_municipality(
        request.municipality, changed, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Saved."))
    return redirect("organisation:settings")


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:municipality")
def mark(request: StaffRequest) -> HttpResponse:
    """A new mark, or none."""
    form = MarkForm(request.POST, request.FILES)
    if not form.is_valid():
        own = MunicipalityForm(instance=copy(request.municipality))
        return _page(request, form=own, mark_form=form)
    chosen = form.cleaned_data["mark"]
    change_mark(request.municipality, chosen, by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("organisation:municipality")


def _page(
    request: StaffRequest, *, form: MunicipalityForm, mark_form: MarkForm | None = None
) -> HttpResponse:
    sent = mark_form or form
    context = {
        "municipality_form": form,
        "mark_form": mark_form or MarkForm(),
        "form": sent,  # the title says when something in it is wrong
    }
    status = 422 if sent.is_bound else 200
    return render(request, "organisation/municipality.html", context, status=status)


@staff_view
@only_posted("inquiries:today")
def switch(request: StaffRequest) -> HttpResponse:
    """Work for another municipality from now on; one that is not yours is a 404."""
    chosen = request.POST.get("municipality", "")
    mine = Membership.objects.filter(staff=request.user)
    roles = [row for row in mine if str(row.municipality_id) == chosen]
    if not roles:
        raise Http404
    request.session[MUNICIPALITY_KEY] = roles[0].municipality_id
    return redirect(start_page(Role(row.role) for row in roles))
