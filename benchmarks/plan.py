"""What every subject is told: which databases, how many rounds, how thoroughly."""

from dataclasses import dataclass

from benchmarks.databases import Databases
from recruitment.management.commands.serve import WEB_PROCESSES


@dataclass(frozen=True)
class Plan:
    """One run. `quick` only shows that everything works."""

    databases: Databases
    rounds: int
    quick: bool

    @property
    def large(self) -> str:
        return self.databases.large

    @property
    def web_processes(self) -> str:
        """As many as the product itself starts."""
        return "1" if self.quick else WEB_PROCESSES

    def times(self, usual: int, quick: int) -> int:
        return quick if self.quick else usual
