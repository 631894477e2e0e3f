"""A repository is made when it is first asked for, once for each unit of work."""

from __future__ import annotations

from core.store.made_once import made_once


class Made:
    count = 0

    @made_once
    def each(self) -> list[int]:
        """A list of its own."""
        Made.count += 1
        return [Made.count]


def test_it_is_made_once_for_each_object_and_not_before():
    one, other = Made(), Made()
    assert Made.count == 0
    assert one.each is one.each
    assert Made.count == 1
    assert other.each is not one.each
    assert (one.each, other.each) == ([1], [2])
