"""Names as they stand in addresses."""

from django.db.models import Func


class Slug(Func):
    """As campaigns.utm.slug_of gives it, made by the database: "poster-i-vaxjo"."""

    template = (
        "trim(both '-' from regexp_replace(lower(translate(%(expressions)s, "
        "'ÅÄÖÉÈÜåäöéèü', 'AAOEEUaaoeeu')), '[^a-z0-9]+', '-', 'g'))"
    )
