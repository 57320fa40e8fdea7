"""One copy of the repository, in which faults are planted and taken out again."""

import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from recruitment.embedded.folders import ROOT, run_folder
from tests.mutations.fault import Edit, Fault
from tests.mutations.planting import STATEMENT

# Ignored by git and needed all the same: linked, where they are there.
LINKED = ("node_modules", "static/built")
COPIED = "locale/*/*/LC_MESSAGES/*.mo"
RUN_SECONDS = 300
WITHOUT = ("no:xdist", "no:randomly", "no:cacheprovider", "no:cov")


class DoesNotFit(Exception):
    """The fault's text does not stand in the file exactly once, or its file is gone."""


@dataclass(frozen=True)
class Verdict:
    """What the tests said.

    Attributes:
        survived: guards that passed although the fault was there.
        trouble: why the tests said nothing at all; "" where they did.
    """

    survived: Sequence[str]
    trouble: str = ""

    @property
    def is_killed(self) -> bool:
        return not self.survived and not self.trouble


class Copy:
    """The files of the repository, tracked or new, in another folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ages = itertools.count(int(time.time()))
        for name in _names():
            source, target = ROOT / name, folder / name
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        for path in ROOT.glob(COPIED):
            shutil.copy2(path, folder / path.relative_to(ROOT))
        for name in LINKED:
            if (ROOT / name).exists():
                (folder / name).symlink_to(ROOT / name)

    @contextmanager
    def with_fault(self, fault: Fault) -> Iterator[None]:
        """Plant the fault's texts; take them out afterwards.

        Raises:
            DoesNotFit: nothing has been changed then.
        """
        before: dict[Path, str] = {}
        try:
            for edit in fault.edits:
                path = self.folder / edit.file
                text = path.read_text() if path.exists() else ""
                before.setdefault(path, text)
                self._write(path, planted(text, edit))
            yield
        finally:
            for path, text in before.items():
                self._write(path, text)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        # No two versions of the same age, or Python might run the compiled old one.
        age = next(self.ages)
        os.utime(path, (age, age))

    def judge(self, fault: Fault) -> Verdict:
        """Plant it, run its guards, and see which of them did not notice."""
        try:
            with self.with_fault(fault):
                failed, trouble = self.run(fault.guards, fault.sql)
        except DoesNotFit as error:
            return Verdict([], str(error))
        return Verdict([each for each in fault.guards if each not in failed], trouble)

    def run(self, guards: Iterable[str], sql: str = "") -> tuple[set[str], str]:
        """Run tests; those that failed, and why there is no answer, if there is none.

        A test of many cases has failed when one of them has. An error outside the
        test itself, in a fixture or an import, is no failure.
        """
        results = self.folder / "results.xml"
        results.unlink(missing_ok=True)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", f"--junitxml={results}"),
                *(word for each in WITHOUT for word in ("-p", each)),
                *("-p", "tests.mutations.planting", *guards),
            ],
            cwd=self.folder,
            env=_environment(sql),
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        said = done.stdout[-2000:] + done.stderr[-2000:]
        if done.returncode not in {0, 1} or not results.exists():
            return set(), said
        return _failed(results), ""


def _names() -> list[str]:
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        text=True,
    )
    return [name for name in listed.split("\0") if name]


def planted(text: str, edit: Edit) -> str:
    if text.count(edit.old) != 1:
        raise DoesNotFit(f"{edit.file} has {text.count(edit.old)} times {edit.old!r}")
    return text.replace(edit.old, edit.new)


def _environment(sql: str) -> dict[str, str]:
    """The copy shares the folder of the test server, and nothing of an outer test."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_", "DJANGO_"))
    }
    return {**kept, "HEMVAGEN_RUN_DIR": str(run_folder()), STATEMENT: sql}


def _failed(results: Path) -> set[str]:
    """Node ids, without the cases of a test, of those that failed in their own code."""
    tree = ElementTree.parse(results)  # noqa: S314 -- written by our own pytest
    return {
        _node_id(case.get("classname", ""), case.get("name", ""))
        for case in tree.iter("testcase")
        if case.find("failure") is not None
    }


def _node_id(place: str, name: str) -> str:
    return f"{place.replace('.', '/')}.py::{name.split('[')[0]}"
