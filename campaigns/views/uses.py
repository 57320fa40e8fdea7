"""Where content is shown: planned and ended at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.forms.consent import UseForm
from campaigns.models import Content, ContentUse
from campaigns.services.uses import IsOver, UseRefused, plan_use, stop_use
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def use_new(request: StaffRequest, pk: int) -> HttpResponse:
    content = get_object_or_404(Content.objects.of(request.municipality), pk=pk)
    new = ContentUse(municipality=request.municipality, content=content)
    initial = {"starts_on": timezone.localdate()}
    form = UseForm(sent(request), instance=new, initial=initial)
    if form.is_valid() and _planned(request, form, new):
        messages.success(request, _("The use is planned."))
        return redirect("campaigns:content", pk)
    back = (reverse("campaigns:content", args=[pk]), content.title)
    return form_page(request, form, _("Plan a use"), back)


def _planned(request: StaffRequest, form: UseForm, new: ContentUse) -> bool:
    """Plan it, or say on the form whose yes is missing."""
    try:
        plan_use(new, by=request.user, at=timezone.now())
    except UseRefused as refused:
        for lack in refused.lacks:
            form.add_error(None, str(lack))
        if not refused.lacks:
            form.add_error(None, _("First note who appears, or that nobody does."))
        return False
    return True


@staff_view(*PLANNERS)
@only_posted("campaigns:contents")
def use_stop(request: StaffRequest, pk: int) -> HttpResponse:
    uses = ContentUse.objects.of(request.municipality)
    use = get_object_or_404(uses, pk=pk)
    try:
        stop_use(use, by=request.user, at=timezone.now())
    except IsOver:
        messages.error(request, _("It had been ended already."))
    else:
        messages.success(request, _("Noted: it is shown no more."))
    return redirect("campaigns:content", use.content_id)
