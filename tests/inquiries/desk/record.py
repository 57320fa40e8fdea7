"""An inquiry's own page, as its tests read and change it."""

from django.urls import reverse


def page(inquiry):
    return reverse("inquiries:record", args=[inquiry.pk])


def change(desk, inquiry, name, /, **fields):
    return desk.post(reverse(f"inquiries:{name}", args=[inquiry.pk]), fields)


def seen(inquiry):
    task = inquiry.followups.open().get()
    return f"{task.pk}-{task.generation}"


def move(desk, inquiry, stage, **fields):
    step = {
        "kind": "home_visit",
        "due_on": "2026-03-11",
        "due_time": "18:00",  # before what is promised, too
        "owner": "0",
    }
    given = {"seen": seen(inquiry), **step, **fields}
    return change(desk, inquiry, "move", stage=stage, **given)
