"""A record with other values in some fields, for where it is made with every answer.

`dataclasses.replace` asks for each field by itself; a lifter has forty.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


def changed(record: T, **values: object) -> T:
    """The same record but for these fields, which its class has; it has two fields or more."""
    kind = type(record)
    places, read = _fields_of(cast("Hashable", kind))
    every = list(read(record))
    for name, value in values.items():
        every[places[name]] = value
    return kind(*every)


@cache
def _fields_of(kind: type[Any]) -> tuple[dict[str, int], Callable[[Any], tuple[Any, ...]]]:
    """The places of the fields that a record is made of, and what reads them all."""
    names = [each.name for each in fields(kind) if each.init]
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)
