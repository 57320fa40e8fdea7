"""Which municipality a public page speaks for."""

from django.http import HttpRequest

from organisation.models import Municipality


def served_municipalities() -> list[Municipality]:
    """All municipalities of the installation, the default one first."""
    return list(Municipality.objects.order_by("pk"))


def public_municipality(request: HttpRequest) -> Municipality:
    """The one whose domain was asked for, else the first.

    Raises:
        Municipality.DoesNotExist: the installation has none yet.
    """
    known: Municipality | None = getattr(request, "municipality", None)
    if known is not None:
        return known
    served = served_municipalities()
    if not served:
        raise Municipality.DoesNotExist
    host = request.get_host().rsplit(":", 1)[0]
    chosen = next((each for each in served if each.domain == host), served[0])
    request.municipality = chosen  # type: ignore[attr-defined]
    return chosen
