"""`python -m benchmarks`, `python -m benchmarks form --rows 1000000`, `… --quick`."""

import importlib
import sys

from benchmarks import ground


def main() -> int:
    options = ground.options(sys.argv[1:])
    with ground.prepared():
        importlib.import_module("django").setup()
        code: int = importlib.import_module("benchmarks.program").run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
