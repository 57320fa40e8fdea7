"""The joint report of municipalities that cooperate.

Each member's month beside the others', by name, and their sum.
Source: docs/decisions/0132-a-joint-report.md.
"""

from typing import Final

# What its files are called in settings.EXPORT_KINDS.
WORKBOOK: Final = "joint-workbook"
PDF: Final = "joint-pdf"
KINDS: Final = (PDF, WORKBOOK)
