# -*- coding: utf-8 -*-
"""Prepare this clone: `python3 scripts/setup.py [run|development]`.

Written so that every Python can read it, to tell an old one what is missing; the
work is done by install.py beside it.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

if sys.version_info < (3, 11):
    sys.stderr.write(
        "hemvagen: this needs Python 3.11 or newer, and %s is %d.%d. "
        "Install a newer one, or name it: make run PYTHON=python3.12\n"
        % ((sys.executable or "this",) + sys.version_info[:2])
    )
    sys.exit(1)

if __name__ == "__main__":
    script = os.path.join(HERE, "install.py")
    os.execv(sys.executable, [sys.executable, script] + sys.argv[1:])
