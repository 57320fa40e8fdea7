"""`python -m benchmarks`, `python -m benchmarks form --rows 1000000`, `… --quick`."""

import importlib
import sys
from argparse import Namespace

from benchmarks import ground


def main() -> int:
    options = ground.options(sys.argv[1:])
    code = 0
    if ground.CALENDAR in options.subjects:
        options.subjects.remove(ground.CALENDAR)
        calendar = importlib.import_module("benchmarks.calendar")
        code = calendar.run(quick=options.quick)
    if options.subjects:
        code = _run_on_databases(options) or code
    return code


def _run_on_databases(options: Namespace) -> int:
    with ground.prepared():
        importlib.import_module("django").setup()
        code: int = importlib.import_module("benchmarks.program").run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
