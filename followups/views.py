"""Settings: by when families are promised an answer, and who is reminded of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from followups import promise
from followups.forms import PolicyForm, ReminderForm
from followups.models import PromisePolicy, ReminderRule, Wish
from followups.rule_words import example_words, policy_words, reminder_words
from followups.rules import RuleExists, add_reminder, change_policy, remove_reminder
from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.posting import only_posted


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def policies(request: StaffRequest) -> HttpResponse:
    """The policies in the order of the wishes, with what each would promise now."""
    now = timezone.now()
    offers = {each.wish: each for each in promise.offers(request.municipality, now)}
    rows = PromisePolicy.objects.filter(municipality=request.municipality)
    order = list(Wish.values)
    context = {
        "now": now,
        "rows": [
            (row, policy_words(row), offers.get(Wish(row.wish)))
            for row in sorted(rows, key=lambda row: order.index(row.wish))
        ],
        "may_change": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "followups/policies.html", context)


@staff_view(Role.ADMINISTRATOR)
def policy(request: StaffRequest, pk: int) -> HttpResponse:
    rows = PromisePolicy.objects.filter(municipality=request.municipality)
    row = get_object_or_404(rows.select_related("municipality"), pk=pk)
    form = PolicyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_policy(row, form.changes(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("followups:policies")
    context = {"form": form, "policy": row}
    status = 422 if form.is_bound else 200
    return render(request, "followups/policy.html", context, status=status)


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def reminders(request: StaffRequest) -> HttpResponse:
    return _reminders_page(request, ReminderForm())


@staff_view(Role.ADMINISTRATOR)
@only_posted("followups:reminders")
def reminder_add(request: StaffRequest) -> HttpResponse:
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _reminders_page(request, form, status=422)
    try:
        add_reminder(
            request.municipality,
            form.moment(),
            form.cleaned_data["recipient"],
            by=request.user,
            at=timezone.now(),
        )
    except RuleExists:
        form.add_error("number", _("They are reminded at that moment already."))
        return _reminders_page(request, form, status=422)
    messages.success(request, _("The reminder is added."))
    return redirect("followups:reminders")


@staff_view(Role.ADMINISTRATOR)
@only_posted("followups:reminders")
def reminder_remove(request: StaffRequest, pk: int) -> HttpResponse:
    rules = ReminderRule.objects.filter(municipality=request.municipality)
    rule = get_object_or_404(rules.select_related("municipality"), pk=pk)
    remove_reminder(rule, by=request.user, at=timezone.now())
    messages.success(request, _("The reminder is removed."))
    return redirect("followups:reminders")


def _reminders_page(
    request: StaffRequest, form: ReminderForm, status: int = 200
) -> HttpResponse:
    rules = ReminderRule.objects.filter(municipality=request.municipality)
    context = {
        "form": form,
        "rules": [(rule, reminder_words(rule)) for rule in rules],
        "example": example_words(request.municipality, timezone.now()),
        "may_change": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "followups/reminders.html", context, status=status)
