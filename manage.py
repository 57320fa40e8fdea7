#!/usr/bin/env python
"""Django's command line, on embedded servers unless the environment names others."""

import importlib
import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    try:
        importlib.import_module("recruitment.embedded.environment").prepare(sys.argv)
        importlib.import_module("django.core.management").execute_from_command_line(
            sys.argv
        )
    except ModuleNotFoundError as missing:
        _explain(missing)


def _explain(missing: ModuleNotFoundError) -> None:
    """One line for a package that is missing; a fault of our own is shown whole."""
    name = (missing.name or "").partition(".")[0]
    if not name or (Path(__file__).parent / name).exists():
        raise missing
    sys.exit(
        f"hemvagen: the module {name} is missing. "
        "Start with make run; if that does not help, remove .venv first."
    )


if __name__ == "__main__":
    main()
