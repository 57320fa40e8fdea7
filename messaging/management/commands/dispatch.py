"""Deliver what is due, once or for as long as the process lives."""

import logging
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from messaging.dispatch import (
    RoundResult,
    database_now,
    dispatcher_name,
    renew_connection,
    run_once,
)
from messaging.lane import stopping
from messaging.steadiness import of_this_process
from organisation.outage import is_outage

logger = logging.getLogger(__name__)

NOTHING_DONE = RoundResult(created=0, sent=0, failed_steps=())


class Command(BaseCommand):
    help = (
        "Create and deliver the messages that are due. With --loop it goes on until "
        "SIGTERM or Ctrl-C: this is the dispatcher of an installation without Celery."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--seconds", type=float, default=2.0, help="pause between two rounds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            result = self._round()
            self.stdout.write(f"{result.created} created, {result.sent} sent")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        while not stopping.is_set():
            self._round_of_loop(options["seconds"])
        self.stdout.write("Stopped; what was in the air has landed.")

    def _round(self) -> RoundResult:
        moment = database_now()
        if not of_this_process.is_steady(moment):
            return NOTHING_DONE
        return run_once(moment, dispatcher_name("dispatch"))

    def _round_of_loop(self, pause: float) -> None:
        renew_connection()
        try:
            sent = self._round().sent
        except (DatabaseError, InterfaceError) as error:
            if not is_outage(error):
                raise
            logger.error("The database does not answer: %s", type(error).__name__)
            sent = 0
        stopping.wait(0 if sent else pause)


def _stop(_number: int, _frame: FrameType | None) -> None:
    stopping.set()
