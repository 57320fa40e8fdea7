"""Faults planted on purpose: a test that has never failed proves nothing.

`make mutations` plants each fault of `faults.py` in a copy of the repository, runs the
tests that guard against it, and expects every one of them to fail. A fault that
survives, or a text that no longer stands in the code, ends it with 1.
"""
