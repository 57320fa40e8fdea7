"""`python -m benchmarks.one_file report-pdf`: make one file, print its largest size.

In a process of its own, for a process never gets smaller.
"""

import importlib
import resource
import sys

import django

KILOBYTES = 1024


def main(kind: str) -> None:
    """Make the last whole month's file of a kind, as the dispatcher's job does."""
    django.setup()
    importlib.import_module("benchmarks.making").make(kind)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES)


if __name__ == "__main__":
    main(sys.argv[1])
