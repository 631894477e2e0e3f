"""The journal: every change of the log as the sets it took out and those it put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, insert, literal_column, select, update

from core.changed import changed
from core.records import LoggedSet
from core.store.codec import loads
from core.store.journal_codec import kept_text, text_kept
from core.store.person_log import PersonLog
from core.store.repositories.begun_changes import Begun, begin
from core.store.repositories.bulk import kept_of_import
from core.store.repositories.logs import Logs
from core.store.repositories.sessions import regroup, session_of_newest
from core.store.repositories.set_rows import Kept, add_rows, number_of, remove_rows, sets_by_id
from core.store.rows import Change
from core.store.schema.tables import changes, people, sets
from core.store.unit_state import UnitState

ChangeRow = Any  # a row of _CHANGE
LINKED = "link"  # a change without sets: two logs became one, and nothing before it is undone

_MINE = changes.c.log_id == bindparam("log")
_CHANGE = (
    changes.c.id, changes.c.kind, changes.c.source, changes.c.at,
    changes.c.before, changes.c.after, changes.c.undone,
)  # fmt: skip

_BEGIN_TURN = (  # undo and redo: what was undone stays redoable
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(log_version=people.c.log_version + 1)
    .returning(people.c.log_version)
)
_LOCK = (
    select(people.c.written_version)
    .where(people.c.id == bindparam("person"))
    .with_for_update(key_share=True)  # pings of the same person are queued meanwhile
)
_ADD = insert(changes)
_PLACE = (
    select(changes.c.place)
    .where(_MINE, changes.c.source == bindparam("source"), changes.c.source != literal_column("''"))
    .order_by(changes.c.id)
    .limit(1)
)
_NAMED = select(*_CHANGE).where(_MINE, changes.c.id == bindparam("id"))
_SEVERAL = select(*_CHANGE).where(_MINE, changes.c.id.in_(bindparam("ids", expanding=True)))
_NEWEST = (
    select(*_CHANGE)
    .where(_MINE, changes.c.undone == 0)
    .order_by(changes.c.undone.desc(), changes.c.id.desc())
    .limit(1)
)
_UNDONE = (
    select(*_CHANGE)
    .where(_MINE, changes.c.undone > bindparam("written"))
    .order_by(changes.c.undone.desc())
    .limit(1)
)
_TURN = (
    update(changes)
    .where(_MINE, changes.c.id == bindparam("this"))
    .values(undone=bindparam("version"))
)
_WRITE_DOWN = (
    update(changes).where(_MINE, changes.c.id == bindparam("this")).values(after=bindparam("sets"))
)
_TAKEN = (
    select(sets.c.id)
    .where(
        sets.c.log_id == bindparam("log"),
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),
        sets.c.position.in_(bindparam("positions", expanding=True)),
        sets.c.id.not_in(bindparam("leaving", expanding=True)),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A change as it is stored, and its log."""

    row: ChangeRow
    log: PersonLog

    @property
    def number(self) -> int:
        """The number the person knows it by."""
        return int(self.row.id) + self.log.changes


class Journal:
    """The changes of people's logs, inside one unit of work.

    Each is of the log to which its message belongs; so are the sets that it logs. What is changed
    later stays in its log, whichever account changes it.
    """

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def begin(self, person_id: int, sets: int) -> Begun:
        """Number the change that is written next, and so many sets that it adds: one statement."""
        return begin(self._connection, person_id, sets)

    def write(
        self,
        person_id: int,
        kind: str,
        source: str,
        before: Sequence[LoggedSet],
        after: Sequence[LoggedSet],
        now: datetime,
        begun: Begun | None = None,
    ) -> Change:
        """Replace `before` by `after` in the log, in the journal as one change.

        Sets are told apart by id: an id in both is changed in place. Sessions around the sets
        touched are worked out again (`SESSION_GAP`), the person's `log_version` grows by one, and
        changes that were undone before can no longer be redone. `kind`: log, edit, fix, rate,
        delete, swap, import, pain. `begun`: where new sets were given their ids by it.
        """
        self._state.begin_write(person_id, source)
        begun = begun or self.begin(person_id, 0)
        number = begun.number
        logs = self._logs.of(person_id)
        stored = sets_by_id(self._connection, logs, (each.id for each in before))
        taken = [stored[each.id] for each in before if each.id in stored]
        log, place = self._logs.spoken_to(person_id), number
        if kind != "log" or before:
            log, place = self._place(logs, source) or (log, place)
        put = [_placed(each, stored.get(each.id), taken, (log, place), number) for each in after]
        put = self._apply(person_id, taken, put)
        self._connection.execute(
            _ADD,
            {
                "log_id": log.id,
                "id": number - log.changes,
                "kind": kind,
                "source": source,
                "at": now,
                "place": place - log.changes,
                "before": kept_text(taken, log),
                "after": kept_text(put, log),
                "undone": 0,
                "via": self._state.via.get(person_id, ""),
            },
        )
        known = self._state.known.pop(person_id, None)
        if known is not None and kind == "log" and not before:
            self._state.known[person_id] = known.grown(begun.version, [each.set for each in put])
        return Change(f"m{number}", kind, source, now, _sets(taken), _sets(put))

    def undo(self, person_id: int, change_id: str | None = None) -> Change | None:
        """Take back the newest change that stands (or the one named); None when there is none.

        The Change given back holds what was taken out (`after`) and what was put back (`before`).
        A named change can be undone only while none of its sets were changed since; else None.
        """
        self._state.kept.clear()
        self._connection.execute(_LOCK, {"person": person_id})
        found = self._newest(person_id) if change_id is None else self._named(person_id, change_id)
        if found is None or found.row.undone or found.row.kind == LINKED:
            return None
        return self._turn(person_id, found, undone=True)

    def redo(self, person_id: int) -> Change | None:
        """Bring back the newest undone change; None when there is none.

        What was undone before the log was written to is gone for good.
        """
        self._state.kept.clear()
        written = self._connection.execute(_LOCK, {"person": person_id}).scalar()
        found = self._read(person_id, _UNDONE, {"written": written or 0})
        newest = max(found, key=lambda each: each.row.undone, default=None)
        return None if newest is None else self._turn(person_id, newest, undone=False)

    def last(self, person_id: int) -> Change | None:
        """The newest change that stands."""
        found = self._newest(person_id)
        if found is None:
            return None
        logs = self._logs.of(person_id)
        after = self._after(logs, found)
        stored = sets_by_id(self._connection, logs, (each.set.id for each in after))
        after = [stored.get(each.set.id, each) for each in after]
        return _change(found, text_kept(found.row.before, found.log, logs), after)

    def read(self, person_id: int, change_id: str) -> Change | None:
        """A change by id, undone or not, with the sets as it left them."""
        found = self._named(person_id, change_id)
        if found is None:
            return None
        logs = self._logs.of(person_id)
        before = text_kept(found.row.before, found.log, logs)
        change = _change(found, before, self._after(logs, found))
        return replace(change, undone=bool(found.row.undone))

    def several(self, person_id: int, change_ids: Sequence[str]) -> tuple[Change, ...]:
        """Changes by id, in any order, with the sets as they left them; imports are left out."""
        numbers = [number for each in change_ids if (number := number_of("m", each))]
        if not numbers:
            return ()
        logs = self._logs.of(person_id)
        found = [
            Found(row, log)
            for log in logs
            for row in self._connection.execute(
                _SEVERAL, {"log": log.id, "ids": [each - log.changes for each in numbers]}
            )
        ]
        return tuple(
            _change(
                each,
                text_kept(each.row.before, each.log, logs),
                text_kept(each.row.after, each.log, logs),
            )
            for each in found
            if each.row.kind != "import"
        )

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, person_id: int, query: Executable, asked: dict[str, object]) -> list[Found]:
        """Changes that a query finds, one of each log at most."""
        logs = self._logs.of(person_id)
        rows = (
            (self._connection.execute(query, {**asked, "log": log.id}).first(), log) for log in logs
        )
        return [Found(row, log) for row, log in rows if row is not None]

    def _newest(self, person_id: int) -> Found | None:
        found = self._read(person_id, _NEWEST, {})
        return max(found, key=lambda each: each.number, default=None)

    def _named(self, person_id: int, change_id: str) -> Found | None:
        number = number_of("m", change_id) or 0
        for log in self._logs.of(person_id):
            asked = {"log": log.id, "id": number - log.changes}
            row = self._connection.execute(_NAMED, asked).first()
            if row is not None:
                return Found(row, log)
        return None

    # --- undo and redo ----------------------------------------------------------------------------

    def _turn(self, person_id: int, found: Found, *, undone: bool) -> Change | None:
        """Swap the two sides of a change in the log; None when the log is not as it left it."""
        logs, row = self._logs.of(person_id), found.row
        before, after = text_kept(row.before, found.log, logs), self._after(logs, found)
        if len(before) != len(loads(row.before)) or not _is_whole(row, after):
            return None
        put = before if undone else after
        taken = self._untouched(logs, after if undone else before, put)
        if taken is None:
            return None
        self._state.known.pop(person_id, None)
        put = self._apply(person_id, taken, put)
        version = self._connection.execute(_BEGIN_TURN, {"person": person_id}).scalar_one()
        this = {"log": found.log.id, "this": row.id}
        self._connection.execute(_TURN, {**this, "version": version if undone else 0})
        if undone and row.kind == "import":
            self._connection.execute(_WRITE_DOWN, {**this, "sets": kept_text(taken, found.log)})
        sides = (put, taken) if undone else (taken, put)
        return replace(_change(found, *sides), undone=undone)

    def _untouched(
        self, logs: tuple[PersonLog, ...], taken: Sequence[Kept], put: Sequence[Kept]
    ) -> list[Kept] | None:
        """Read the sets to take; None when they are not as a change left them, or room is taken."""
        ids = {each.set.id for each in taken}
        stored = sets_by_id(self._connection, logs, {*ids, *(each.set.id for each in put)})
        if stored.keys() != ids:
            return None
        if any(stored[each.set.id].changed_by != each.changed_by for each in taken):
            return None
        for source, positions in _positions(put).items():
            for log in logs:
                asked = {
                    "log": log.id,
                    "source": source,
                    "positions": positions,
                    "leaving": [each.id for each in taken if each.log.id == log.id],
                }
                if self._connection.execute(_TAKEN, asked).first():
                    return None
        return [stored[each.set.id] for each in taken]

    # --- replacing --------------------------------------------------------------------------------

    def _place(self, logs: tuple[PersonLog, ...], source: str) -> tuple[PersonLog, int] | None:
        """Give the log and place of a message: those of the change that first logged it."""
        found = []
        for log in logs:
            asked = {"log": log.id, "source": source}
            place = self._connection.execute(_PLACE, asked).scalar()
            if place is not None:
                found.append((log, place + log.changes))
        return min(found, key=lambda each: each[1], default=None)

    def _apply(self, person_id: int, taken: Sequence[Kept], put: Sequence[Kept]) -> list[Kept]:
        """Replace rows and mend the sessions around them; gives `put` with its sessions."""
        stays = {each.set.id: each for each in taken} if taken else {}
        same = {
            each.set.id
            for each in put
            if (old := stays.get(each.set.id)) and old.changed_by == each.changed_by
        }
        out = [each for each in taken if each.set.id not in same]
        new = [each for each in put if each.set.id not in same]
        remove_rows(self._connection, out)
        found = {each.set.id: each for each in self._added(person_id, out, new)}
        return [found.get(each.set.id) or stays[each.set.id] for each in put]

    def _added(self, person_id: int, out: Sequence[Kept], new: Sequence[Kept]) -> list[Kept]:
        """Insert sets in their sessions, working those out again only where they can have moved."""
        logs = self._logs.of(person_id)
        sessions = {each.set.id: each.set.session_at for each in out}
        times = {each.set.id: each.set.at for each in new}
        if times == {each.set.id: each.set.at for each in out}:
            return self._insert(person_id, new, sessions)
        if not out:
            known = self._state.known.get(person_id)
            latest = None if known is None else known.newest
            session = session_of_newest(self._connection, logs, list(times.values()), latest)
            if session is not None:
                return self._insert(person_id, new, dict.fromkeys(times, session))
        self._insert(person_id, new, times)
        self._state.known.pop(person_id, None)
        regroup(self._connection, logs, [each.set.at for each in (*out, *new)])
        stored = sets_by_id(self._connection, logs, times)
        return [stored[each.set.id] for each in new]

    def _insert(
        self, person_id: int, new: Sequence[Kept], sessions: Mapping[str, datetime | None]
    ) -> list[Kept]:
        placed = [
            changed(each, set=changed(each.set, session_at=sessions[each.set.id])) for each in new
        ]
        here = partial(self._logs.store_exercise, person_id)
        add_rows(self._connection, placed, here)
        return placed

    def _after(self, logs: tuple[PersonLog, ...], found: Found) -> list[Kept]:
        """Read what a change put in; an import names its sets until it is undone."""
        after = loads(found.row.after)
        if isinstance(after, list):
            return text_kept(found.row.after, found.log, logs)
        return kept_of_import(self._connection, found.log, found.row.id, after)


def _positions(put: Sequence[Kept]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in put:
        found.setdefault(each.set.source, []).append(each.set.position)
    return found


def _placed(
    each: LoggedSet,
    old: Kept | None,
    taken: Sequence[Kept],
    place: tuple[PersonLog, int],
    number: int,
) -> Kept:
    """Keep a set's log and place when it is changed; an unchanged one is not touched at all."""
    if old is None:
        beside = ((kept.log, kept.place) for kept in taken if kept.set.source == each.source)
        log, where = next(beside, place)
        return Kept(each, where, number, log)
    if replace(each, session_at=None) == replace(old.set, session_at=None):
        return old
    return Kept(each, old.place, number, old.log)


def _change(found: Found, before: Sequence[Kept], after: Sequence[Kept]) -> Change:
    row = found.row
    return Change(f"m{found.number}", row.kind, row.source, row.at, _sets(before), _sets(after))


def _sets(kept: Iterable[Kept]) -> tuple[LoggedSet, ...]:
    return tuple(each.set for each in kept)


def _is_whole(row: ChangeRow, after: Sequence[Kept]) -> bool:
    """Whether all sets that a change put in are the person's, and those of an import untouched."""
    value = loads(row.after)
    return len(after) == (len(value) if isinstance(value, list) else value["count"])
