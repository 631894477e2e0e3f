"""What an object makes of itself when it is first asked for, and keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class made_once(Generic[T]):  # noqa: N801  # as `property`
    """A property that is made when first asked for; from then on a plain attribute.

    As `functools.cached_property`, without its lock, which all objects share: a unit of work has
    one thread, and makes some twenty of them for an answer.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Take the function that makes it."""
        self._make, self._name, self.__doc__ = make, "", make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the name of the attribute."""
        self._name = name

    def __get__(self, owner: object, kind: type | None = None) -> T:
        """Make it, and put it where the next one who asks finds it."""
        made = owner.__dict__[self._name] = self._make(owner)
        return made
