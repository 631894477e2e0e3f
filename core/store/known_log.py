"""What was read of a log and is true of it still, kept in memory for its person's next message.

The log's version (`people.log_version`), which every change of it raises in the same transaction,
is read with the person. Only of that very version what is kept is used; an edit, an undo, an
import, another account or another process raised it. New sets at the end of the log are added to
what is kept. It is handed on once they are committed, never before (docs/decisions/154).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.records import Exposure, LoggedSet, Pain
from core.store.schema.types import clean

MOST_PEOPLE = 128  # a session lasts an hour: those who train now
MOST_WINDOWS = 4  # of each; two in turn, and those before them
WINDOW, MOST_SETS = 16, 240  # sessions and sets of one exercise that are read for it
MOST_NOTES = 50  # that are read at once


@dataclass(frozen=True, slots=True)
class KnownLog:
    """What is known of a log of one version."""

    version: int
    windows: Mapping[str, tuple[Exposure, ...]] = field(default_factory=dict)  # by exercise
    notes: tuple[Pain, ...] | None = None  # those since `noted_since`, newest first
    noted_since: datetime | None = None
    newest: tuple[datetime, datetime] | None = None  # when its newest set was, and its session

    def with_window(self, exercise_id: str, found: tuple[Exposure, ...]) -> KnownLog:
        """The same with the last sessions of an exercise; the one read longest ago makes room."""
        others = {name: each for name, each in self.windows.items() if name != exercise_id}
        while len(others) >= MOST_WINDOWS:
            others.pop(next(iter(others)))
        windows = {**others, exercise_id: found}
        return KnownLog(self.version, windows, self.notes, self.noted_since, self.newest)

    def with_notes(self, notes: tuple[Pain, ...], since: datetime) -> KnownLog:
        """The same with the notes of sets done since a moment."""
        return KnownLog(self.version, self.windows, notes, since, self.newest)

    def notes_since(self, since: datetime) -> tuple[Pain, ...] | None:
        """The notes of sets done since a moment; None where they are not known."""
        if self.notes is None or self.noted_since is None or since < self.noted_since:
            return None
        return tuple([each for each in self.notes if each.at >= since])

    def grown(self, version: int, added: Sequence[LoggedSet]) -> KnownLog:
        """The next version, with sets that were added behind all others; in the order added."""
        if not all(_as_stored(each) for each in added):
            return KnownLog(version)
        windows = dict(self.windows)
        for name in dict.fromkeys(each.exercise_id for each in added):
            if name in windows:
                mine = [each for each in added if each.exercise_id == name]
                windows[name] = _extended(windows[name], mine)
                if sum(len(each.sets) for each in windows[name]) > MOST_SETS:
                    del windows[name]  # the store would cut it
        notes = self.notes
        if notes is not None and any(each.note for each in added):
            new = [Pain(each.exercise_id, each.at, each.note) for each in added if each.note]
            new.sort(key=lambda each: each.at)
            notes = (*reversed(new), *notes)[:MOST_NOTES]
        last = max(added, key=lambda each: each.at, default=None)
        newest = self.newest
        if last is not None and last.session_at is not None:
            newest = last.at, last.session_at
        return KnownLog(version, windows, notes, self.noted_since, newest)


def _extended(window: tuple[Exposure, ...], added: Sequence[LoggedSet]) -> tuple[Exposure, ...]:
    """The last sessions of an exercise with sets done after them."""
    found = list(window)
    for each in sorted(added, key=lambda each: each.at):
        session_at = each.session_at or each.at
        if found and found[-1].session_at == session_at:
            found[-1] = Exposure(session_at, (*found[-1].sets, each))
        else:
            found.append(Exposure(session_at, (each,)))
    return tuple(found[-WINDOW:])


def _as_stored(each: LoggedSet) -> bool:
    """Whether a set is the very record that reading it gives."""
    texts = (each.line, each.note, each.source)
    whole = each.session_at is not None and each.session_at.tzinfo is UTC
    return whole and each.at.tzinfo is UTC and all(clean(text) == text for text in texts)


class Memory:
    """The logs of those who were heard last, of one database."""

    def __init__(self) -> None:
        """Know none."""
        self._logs: OrderedDict[int, KnownLog] = OrderedDict()

    def of(self, person_id: int, version: int) -> KnownLog:
        """What is known of a log of a version; nothing, where another version is known."""
        known = self._logs.get(person_id)
        return known if known is not None and known.version == version else KnownLog(version)

    def keep(self, found: Mapping[int, KnownLog]) -> None:
        """Keep what a unit of work that is committed knew at its end."""
        for person_id, each in found.items():
            self._logs[person_id] = each
            self._logs.move_to_end(person_id)
        while len(self._logs) > MOST_PEOPLE:
            self._logs.popitem(last=False)

    def clear(self) -> None:
        """Forget all: somebody was forgotten."""
        self._logs.clear()
