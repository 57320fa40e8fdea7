#!/usr/bin/env python
"""Django's command line, on the embedded servers unless the environment names others."""

import os
import sys

from django.core.management import execute_from_command_line

from recruitment.embedded import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    environment.prepare(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
