"""Rows that were read, as they wait in the database."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.imports.rows import ReadRow


def to_json(rows: Iterable[ReadRow]) -> list[dict[str, Any]]:
    return [
        {
            "number": row.number,
            "names": row.names,
            "starts_on": _text(row.starts_on),
            "ends_on": _text(row.ends_on),
            "shown": row.shown,
            "reached": row.reached,
            "clicks": row.clicks,
            "spent": _text(row.spent),
            "errors": row.errors,
            "is_total": row.is_total,
        }
        for row in rows
    ]


def from_json(rows: Iterable[dict[str, Any]]) -> list[ReadRow]:
    return [
        ReadRow(
            **{
                **row,
                "starts_on": row["starts_on"] and date.fromisoformat(row["starts_on"]),
                "ends_on": row["ends_on"] and date.fromisoformat(row["ends_on"]),
                "spent": row["spent"] and Decimal(row["spent"]),
            }
        )
        for row in rows
    ]


def _text(value: date | Decimal | None) -> str | None:
    return None if value is None else str(value)
