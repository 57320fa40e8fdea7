"""Who plans campaigns. Everybody at the desk may look."""

from typing import Final

from organisation.access import StaffRequest
from organisation.models import Role

PLANNERS: Final = (Role.COMMUNICATOR, Role.MANAGER, Role.ADMINISTRATOR)


def may_plan(request: StaffRequest) -> bool:
    return not request.roles.isdisjoint(PLANNERS)
