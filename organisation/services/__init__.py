"""Changes to municipalities, hours and staff: each with its log entry."""

from organisation.services.versions import touch_settings

__all__ = ["touch_settings"]
