"""`python -m benchmarks.one_file report-pdf`: make one file, print its largest size.

In a process of its own, for a process never gets smaller. Linux tells the size of the
program itself; what `resource` tells begins with that of whoever started it.
"""

import importlib
import re
import sys
from pathlib import Path

import django

KILOBYTES = 1024  # of a megabyte


def main(kind: str) -> None:
    """Make the last whole month's file of a kind, as the dispatcher's job does."""
    django.setup()
    importlib.import_module("benchmarks.making").make(kind)
    status = Path("/proc/self/status").read_text()
    largest = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert largest is not None
    print(int(largest[1]) // KILOBYTES)


if __name__ == "__main__":
    main(sys.argv[1])
