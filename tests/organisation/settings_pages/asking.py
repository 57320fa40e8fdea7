"""What the tests of the settings pages do and ask over and over."""

from audit.models import Entry
from organisation.models import Membership, Municipality
from organisation.services import accounts
from tests.make import make_municipality
from tests.organisation.rota_pages.asking import confirm

OK = 200


def share(staff):
    """Let the person work in another municipality, too."""
    other = make_municipality()
    Membership.objects.create(staff=staff, municipality=other, role="recruiter")
    return other


def post(client, staff, page, **form):
    return client.post(f"/desk/installningar/personal/{staff.pk}/{page}", form)


def roles(staff, municipality):
    return accounts.roles_of(staff, municipality)


def version(municipality):
    return Municipality.objects.get(pk=municipality.pk).settings_version


def invite(client, **changes):
    form = {
        "email": "Ali@Example.se",
        "display_name": "Ali Rezai",
        "title": "rekryterare",
        "roles": ["recruiter", "manager"],
        **changes,
    }
    return client.post("/desk/installningar/personal/ny/", form, follow=True)


def actions():
    return list(Entry.objects.values_list("action", flat=True))


def agreed(client, response):
    """Where the page of what follows comes first, say yes to it."""
    is_asked = response.status_code == OK and "confirm" in (response.context or {})
    return confirm(client, response) if is_asked else response
