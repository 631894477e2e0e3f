"""Sets of a file told apart from what the log holds.

A set is there already when its workout and exercise were imported before and hold it, or when the
same exercise, load and repetitions stand in the log on the same local day: typed in chat, or
imported from another app's file. Where an exercise of a workout was edited in the app since, it is
taken over as it stands there now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from core.interchange.file_summary import group_of
from core.records import KG_PER_LB, LoggedSet, Present

Key = tuple[int, str, int, int, int, int]  # day, exercise, load, repetitions, seconds, distance


@dataclass(slots=True)
class Log:
    """What the log holds in the days of a file, ready to be asked set by set."""

    zone: ZoneInfo
    own: bool = False  # the file is in our own format
    outdated: bool = False  # a later export was imported already: nothing there gives way to this
    groups: dict[bytes, dict[str, int]] = field(default_factory=dict)
    # ... group -> source -> number, 0 where it does not give way
    sources: set[tuple[str, int]] = field(default_factory=set)
    contents: Counter[Key] = field(default_factory=Counter)
    open_groups: dict[bytes, list[LoggedSet]] = field(default_factory=dict)
    known: int = 0

    def add(self, each: Present, of_file: Set[bytes]) -> None:
        """Take in one set of the log; `of_file` are the groups of the file."""
        group = _group(each.source)
        if self.own and group_of(each.source, str(each.position)) in of_file:
            self.sources.add((each.source, each.position))
        elif group is not None and group in of_file:
            there = self.groups.setdefault(group, {})
            there.setdefault(each.source, 0 if each.touched else each.number)
        else:
            self.contents[key_of(each, self.zone)] += 1

    def is_new(self, group: bytes, each: LoggedSet) -> bool:
        """Whether a set has to be stored; one of a group that is there waits for `edited`."""
        if not group:
            key = (each.source, each.position)
            if key not in self.sources:
                self.sources.add(key)
                return self._is_new_content(each)
        elif group not in self.groups:
            return self._is_new_content(each)
        elif self.groups[group].pop(each.source, None) is None and not self.outdated:
            if self._is_new_content(each):  # typed in chat, it is there without being of the group
                self.open_groups.setdefault(group, []).append(each)
            return False
        self.known += 1
        return False

    def _is_new_content(self, each: LoggedSet) -> bool:
        if not self.contents:
            return True
        key = key_of(each, self.zone)
        if self.contents[key] <= 0:
            return True
        self.contents[key] -= 1
        self.known += 1
        return False

    def edited(self) -> Iterator[tuple[list[LoggedSet], list[str]]]:
        """Groups that hold more or other sets than before: what to add, what gives way to it."""
        for group, fresh in self.open_groups.items():
            gone = [f"s{number}" for number in self.groups[group].values() if number]
            yield fresh, gone


def key_of(each: LoggedSet | Present, zone: ZoneInfo) -> Key:
    """What is the same for two records of one set."""
    if isinstance(each, LoggedSet):
        milli, unit = each.load.milli, each.load.unit
    else:
        milli, unit = each.load_milli, each.load_unit
    hectograms = round(milli / 100) if unit == "kg" else round(milli * float(KG_PER_LB) / 100)
    day = each.at.astimezone(zone).toordinal()
    return (
        day, each.exercise_id, hectograms, each.reps or 0, each.seconds or 0, each.distance_cm or 0
    )  # fmt: skip


def is_imported(source: str) -> bool:
    """Whether a set came with an import rather than being typed."""
    return _group(source) is not None


def _group(source: str) -> bytes | None:
    """The group an imported set belongs to; None for what was typed."""
    if not source.startswith("import:"):
        return None
    try:
        return bytes.fromhex(source.split(":", 2)[1])
    except ValueError:
        return None
