"""Names as they stand in addresses."""

from django.db.models import Func


class Slug(Func):
    """As campaigns.utm.slug_of gives it, made by the database: "poster-i-vaxjo"."""

    template = (
        "lower(trim(both '-' from regexp_replace(translate(%(expressions)s, "
        "'ÅÄÖÉÈÜåäöéèü', 'AAOEEUaaoeeu'), '[^A-Za-z0-9]+', '-', 'g')))"
    )
