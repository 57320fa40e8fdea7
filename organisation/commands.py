"""What several commands of manage.py ask for alike."""

from django.core.management.base import CommandError

from organisation.models import Municipality


def municipalities_named(name: str | None) -> list[Municipality]:
    """The one of that name; all of them where none is named.

    Raises:
        CommandError: there is no such municipality.
    """
    if name is None:
        return list(Municipality.objects.order_by("pk"))
    return [municipality_named(name)]


def municipality_named(name: str) -> Municipality:
    """The one of that name.

    Raises:
        CommandError: there is no such municipality.
    """
    try:
        return Municipality.objects.get(name=name)
    except Municipality.DoesNotExist:
        raise CommandError(f"There is no municipality called {name}.") from None
