"""What every embedded server has: a folder, a socket, a command, a way to be asked."""

import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from recruitment.embedded.folders import socket_folder

LOG_BYTES_READ = 4000


class Server(ABC):
    """A server in a folder of its own. Making the object starts nothing."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = socket_folder(self.folder)
        self.log = self.folder / "log"

    @abstractmethod
    def prepare(self) -> None:
        """Make the folder ready for the server to start in."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments, run in the server's folder."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether this very server, and no other, takes connections now."""

    @abstractmethod
    def process_id(self) -> int | None:
        """The id of a running server that nobody keeps any more."""

    def keeper_arguments(self) -> list[str]:
        """How the keeper finds the same server again."""
        return [self.name, str(self.folder)]

    def last_words(self) -> str:
        """The last line of the log that reads like a reason."""
        if not self.log.exists():
            return "it wrote no log"
        text = self.log.read_bytes()[-LOG_BYTES_READ:].decode(errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        reasons = [line for line in lines if "FATAL" in line or "error" in line.lower()]
        return (reasons or lines or ["its log is empty"])[-1]
