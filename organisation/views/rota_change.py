"""How the pages of the rota change it: what follows is shown before it is done."""

import hashlib
import json
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from organisation.access import StaffRequest
from organisation.consequences import told
from organisation.models import Municipality, RotaVersion
from organisation.rota_words import changes_in_words, names_in
from organisation.services.rota import RotaChange

NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "confirm", "do"})
BACK = "back"


def goes_back(request: StaffRequest) -> bool:
    """Whether the person turns back from the page of consequences."""
    return request.POST.get("do") == BACK


def carry_out(
    request: StaffRequest, change: RotaChange, *, to: str, said: str
) -> HttpResponse:
    """Make the change; where something follows from it, ask first on a page.

    The page comes again where what follows is no longer what it showed.

    Args:
        to: the address to go on to.
        said: what is told once it is done.
    """
    at = timezone.now()
    version, is_made = change.make_if(
        lambda foreseen: _is_agreed(request, foreseen), by=request.user, at=at
    )
    if is_made:
        messages.success(request, said)
        return redirect(to)
    if version.before == version.after:
        messages.info(request, _("Nothing is different."))
        return redirect(to)
    return _ask(request, version)


def latest_version(municipality: Municipality) -> int:
    """The number of the rota as it stands; 0 before the first."""
    latest = RotaVersion.objects.filter(municipality=municipality).first()
    return 0 if latest is None else latest.version


def _ask(request: StaffRequest, version: RotaVersion) -> HttpResponse:
    (consequences,) = told(request.municipality, [version], timezone.now())
    context = {
        "changes": changes_in_words(version, names_in([version])),
        "offers": [each for each in consequences if each.is_offer],
        "promises": [each for each in consequences if not each.is_offer],
        "is_stale": _is_stale(request, version),
        "is_asked_again": "confirm" in request.POST,
        "carried": list(_carried(request)),
        "confirm": _token(version),
    }
    return render(request, "organisation/rota_consequences.html", context)


def _is_agreed(request: StaffRequest, foreseen: RotaVersion) -> bool:
    """Whether it may be made: nothing follows, or the person has seen all of it."""
    if foreseen.before == foreseen.after:
        return False
    if "confirm" in request.POST:
        return request.POST["confirm"] == _token(foreseen)
    return not (foreseen.effect or _is_stale(request, foreseen))


def _is_stale(request: StaffRequest, foreseen: RotaVersion) -> bool:
    """Whether somebody has changed the rota since the page was opened."""
    seen = request.POST.get("seen")
    return seen is not None and seen != str(foreseen.version - 1)


def _token(version: RotaVersion) -> str:
    """Names what follows, and from which rota. Not by the minute: offers move on."""
    lines = sorted(json.dumps(_gist(each), sort_keys=True) for each in version.effect)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{version.version}-{digest[:16]}"


def _gist(line: dict[str, object]) -> dict[str, object]:
    moments = {"before", "after"}
    return {key: bool(line[key]) if key in moments else line[key] for key in line}


def _carried(request: StaffRequest) -> Iterator[tuple[str, str]]:
    """What was sent, to be sent once more."""
    for name, values in request.POST.lists():
        if name not in NOT_CARRIED:
            yield from ((name, value) for value in values)
