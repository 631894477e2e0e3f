"""Loads and spans as the two columns that hold each."""

from __future__ import annotations

from typing import Any

from core.records import Load, Span


def load_of(milli: int | None, unit: Any) -> Load | None:  # noqa: ANN401 - a column
    """A load of its columns."""
    return None if milli is None else Load(milli, unit)


def span_of(low: int | None, high: int | None) -> Span | None:
    """A span of its columns."""
    return None if low is None or high is None else (low, high)


def span_columns(name: str, span: Span | None) -> dict[str, object]:
    """The columns of a span."""
    low, high = span or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def load_columns(name: str, load: Load | None) -> dict[str, object]:
    """The columns of a load."""
    return {
        f"{name}_milli": None if load is None else load.milli,
        f"{name}_unit": None if load is None else load.unit,
    }
