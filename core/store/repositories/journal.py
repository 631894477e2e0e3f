"""The journal: every change of the log as the sets it took out and those it put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal_column, select, update

from core.records import LoggedSet
from core.store.codec import loads
from core.store.journal_codec import json_kept, kept_text, text_kept
from core.store.repositories.bulk import kept_of_import
from core.store.repositories.sessions import regroup, session_of_newest
from core.store.repositories.set_rows import Kept, add_rows, number_of, remove_rows, sets_by_id
from core.store.rows import Change
from core.store.schema.tables import changes, people, sets
from core.store.unit_state import UnitState

ChangeRow = Any  # a row of _CHANGE
LINKED = "link"  # a change without sets: two logs became one, and nothing before it is undone

_MINE = changes.c.person_id == bindparam("person")
_CHANGE = (
    changes.c.number, changes.c.kind, changes.c.source, changes.c.at,
    changes.c.before, changes.c.after, changes.c.undone,
)  # fmt: skip

_BEGIN_WRITE = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(
        log_version=people.c.log_version + 1,
        written_version=people.c.log_version + 1,
        last_change=people.c.last_change + 1,
    )
    .returning(people.c.last_change)
)
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
    .order_by(changes.c.number)
    .limit(1)
)
_LOG = (
    select(changes.c.log_id)
    .where(_MINE, changes.c.number <= bindparam("place"))
    .order_by(changes.c.number.desc())
    .limit(1)
)
_NAMED = select(*_CHANGE).where(_MINE, changes.c.number == bindparam("number"))
_SEVERAL = select(*_CHANGE).where(_MINE, changes.c.number.in_(bindparam("numbers", expanding=True)))
_NEWEST = (
    select(*_CHANGE)
    .where(_MINE, changes.c.undone == 0)
    .order_by(changes.c.undone.desc(), changes.c.number.desc())
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
    .where(_MINE, changes.c.number == bindparam("this"))
    .values(undone=bindparam("version"))
)
_WRITE_DOWN = (
    update(changes)
    .where(_MINE, changes.c.number == bindparam("this"))
    .values(after=bindparam("sets"))
)
_TAKEN = (
    select(sets.c.number)
    .where(
        sets.c.person_id == bindparam("person"),
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),
        sets.c.position.in_(bindparam("positions", expanding=True)),
        sets.c.number.not_in(bindparam("leaving", expanding=True)),
    )
    .limit(1)
)


class Journal:
    """The changes of people's logs, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def write(
        self,
        person_id: int,
        kind: str,
        source: str,
        before: Sequence[LoggedSet],
        after: Sequence[LoggedSet],
        now: datetime,
    ) -> Change:
        """Replace `before` by `after` in the log, in the journal as one change.

        Sets are told apart by id: an id in both is changed in place. Sessions around the sets
        touched are worked out again (`SESSION_GAP`), the person's `log_version` grows by one, and
        changes that were undone before can no longer be redone. `kind`: log, edit, fix, rate,
        delete, swap, import, pain.
        """
        self._state.kept.clear()
        number: int = self._connection.execute(_BEGIN_WRITE, {"person": person_id}).scalar_one()
        stored = sets_by_id(self._connection, person_id, (each.id for each in before))
        taken = [stored[each.id] for each in before if each.id in stored]
        place = self._place(person_id, source, number) if kind != "log" or before else number
        put = [_placed(each, stored.get(each.id), taken, place, number) for each in after]
        logs = {number: self._state.log_of(person_id)}
        put = self._apply(person_id, taken, put, logs)
        self._connection.execute(
            _ADD,
            {
                "person_id": person_id,
                "number": number,
                "kind": kind,
                "source": source,
                "at": now,
                "place": place,
                "before": kept_text(taken),
                "after": kept_text(put),
                "undone": 0,
                "via": self._state.via.get(person_id, ""),
                "log_id": self._log_of(person_id, place, logs),
            },
        )
        return Change(f"m{number}", kind, source, now, _sets(taken), _sets(put))

    def undo(self, person_id: int, change_id: str | None = None) -> Change | None:
        """Take back the newest change that stands (or the one named); None when there is none.

        The Change given back holds what was taken out (`after`) and what was put back (`before`).
        A named change can be undone only while none of its sets were changed since; else None.
        """
        self._state.kept.clear()
        self._connection.execute(_LOCK, {"person": person_id})
        if change_id is None:
            row = self._connection.execute(_NEWEST, {"person": person_id}).first()
        else:
            number = number_of("m", change_id) or 0
            row = self._connection.execute(_NAMED, {"person": person_id, "number": number}).first()
        if row is None or row.undone or row.kind == LINKED:
            return None
        return self._turn(person_id, row, undone=True)

    def redo(self, person_id: int) -> Change | None:
        """Bring back the newest undone change; None when there is none.

        What was undone before the log was written to is gone for good.
        """
        self._state.kept.clear()
        written = self._connection.execute(_LOCK, {"person": person_id}).scalar()
        row = self._connection.execute(
            _UNDONE, {"person": person_id, "written": written or 0}
        ).first()
        return None if row is None else self._turn(person_id, row, undone=False)

    def last(self, person_id: int) -> Change | None:
        """The newest change that stands."""
        row = self._connection.execute(_NEWEST, {"person": person_id}).first()
        if row is None:
            return None
        after = self._after(person_id, row)
        stored = sets_by_id(self._connection, person_id, (each.set.id for each in after))
        after = [stored.get(each.set.id, each) for each in after]
        return _change(row, text_kept(row.before), after)

    def read(self, person_id: int, change_id: str) -> Change | None:
        """A change by id, undone or not, with the sets as it left them."""
        number = number_of("m", change_id) or 0
        row = self._connection.execute(_NAMED, {"person": person_id, "number": number}).first()
        if row is None:
            return None
        change = _change(row, text_kept(row.before), self._after(person_id, row))
        return replace(change, undone=bool(row.undone))

    def several(self, person_id: int, change_ids: Sequence[str]) -> tuple[Change, ...]:
        """Changes by id, in any order, with the sets as they left them; imports are left out."""
        numbers = [number for each in change_ids if (number := number_of("m", each))]
        if not numbers:
            return ()
        rows = self._connection.execute(_SEVERAL, {"person": person_id, "numbers": numbers}).all()
        return tuple(
            _change(row, text_kept(row.before), text_kept(row.after))
            for row in rows
            if row.kind != "import"
        )

    # --- undo and redo ----------------------------------------------------------------------------

    def _turn(self, person_id: int, row: ChangeRow, *, undone: bool) -> Change | None:
        """Swap the two sides of a change in the log; None when the log is not as it left it."""
        before, after = text_kept(row.before), self._after(person_id, row)
        if undone and not _is_whole(row, after):
            return None
        put = before if undone else after
        taken = self._untouched(person_id, after if undone else before, put)
        if taken is None:
            return None
        put = self._apply(person_id, taken, put, {})
        version = self._connection.execute(_BEGIN_TURN, {"person": person_id}).scalar_one()
        self._connection.execute(
            _TURN,
            {"person": person_id, "this": row.number, "version": version if undone else 0},
        )
        if undone and row.kind == "import":
            self._connection.execute(
                _WRITE_DOWN, {"person": person_id, "this": row.number, "sets": kept_text(taken)}
            )
        sides = (put, taken) if undone else (taken, put)
        return replace(_change(row, *sides), undone=undone)

    def _untouched(
        self, person_id: int, taken: Sequence[Kept], put: Sequence[Kept]
    ) -> list[Kept] | None:
        """Read the sets to take; None when they are not as a change left them, or room is taken."""
        ids = {each.set.id for each in taken}
        stored = sets_by_id(self._connection, person_id, {*ids, *(each.set.id for each in put)})
        if stored.keys() != ids:
            return None
        if any(stored[each.set.id].changed_by != each.changed_by for each in taken):
            return None
        leaving = [number_of("s", each) for each in ids]
        for source, positions in _positions(put).items():
            asked = {
                "person": person_id,
                "source": source,
                "positions": positions,
                "leaving": leaving,
            }
            if self._connection.execute(_TAKEN, asked).first():
                return None
        return [stored[each.set.id] for each in taken]

    # --- replacing --------------------------------------------------------------------------------

    def _place(self, person_id: int, source: str, number: int) -> int:
        """Give the place of a message among others: that of the change that first logged it."""
        place = self._connection.execute(_PLACE, {"person": person_id, "source": source}).scalar()
        return number if place is None else place

    def _log_of(self, person_id: int, place: int, logs: Mapping[int, int]) -> int:
        """Give the log of a place: that of the change that first logged its message.

        An import of our own format has several places under one change. `logs`: of places whose
        change is not stored yet.
        """
        if place in logs:
            return logs[place]
        found = self._connection.execute(_LOG, {"person": person_id, "place": place}).scalar()
        return self._state.log_of(person_id) if found is None else found

    def _apply(
        self, person_id: int, taken: Sequence[Kept], put: Sequence[Kept], logs: Mapping[int, int]
    ) -> list[Kept]:
        """Replace rows and mend the sessions around them; gives `put` with its sessions."""
        stays = {each.set.id: each for each in taken} if taken else {}
        same = {
            each.set.id
            for each in put
            if (old := stays.get(each.set.id)) and old.changed_by == each.changed_by
        }
        out = [each for each in taken if each.set.id not in same]
        new = [each for each in put if each.set.id not in same]
        remove_rows(self._connection, person_id, out)
        found = {each.set.id: each for each in self._added(person_id, out, new, logs)}
        return [found.get(each.set.id) or stays[each.set.id] for each in put]

    def _added(
        self, person_id: int, out: Sequence[Kept], new: Sequence[Kept], logs: Mapping[int, int]
    ) -> list[Kept]:
        """Insert sets in their sessions, working those out again only where they can have moved."""
        sessions = {each.set.id: each.set.session_at for each in out}
        times = {each.set.id: each.set.at for each in new}
        if times == {each.set.id: each.set.at for each in out}:
            return self._insert(person_id, new, sessions, logs)
        if not out:
            session = session_of_newest(self._connection, person_id, list(times.values()))
            if session is not None:
                return self._insert(person_id, new, dict.fromkeys(times, session), logs)
        self._insert(person_id, new, times, logs)
        regroup(self._connection, person_id, [each.set.at for each in (*out, *new)])
        stored = sets_by_id(self._connection, person_id, times)
        return [stored[each.set.id] for each in new]

    def _insert(
        self,
        person_id: int,
        new: Sequence[Kept],
        sessions: Mapping[str, datetime | None],
        logs: Mapping[int, int],
    ) -> list[Kept]:
        placed = [
            replace(each, set=replace(each.set, session_at=sessions[each.set.id])) for each in new
        ]
        places = {each.place for each in placed}
        found = {each: self._log_of(person_id, each, logs) for each in places}
        add_rows(self._connection, person_id, placed, found)
        return placed

    def _after(self, person_id: int, row: ChangeRow) -> list[Kept]:
        """Read what a change put in; an import names its sets until it is undone."""
        after = loads(row.after)
        if isinstance(after, list):
            return [json_kept(each) for each in after]
        return kept_of_import(self._connection, person_id, row.number, after)


def _positions(put: Sequence[Kept]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in put:
        found.setdefault(each.set.source, []).append(each.set.position)
    return found


def _placed(
    each: LoggedSet, old: Kept | None, taken: Sequence[Kept], place: int, number: int
) -> Kept:
    """Keep a set's place when it is changed; an unchanged one is not touched at all."""
    if old is None:
        beside = (kept.place for kept in taken if kept.set.source == each.source)
        return Kept(each, next(beside, place), number)
    if replace(each, session_at=None) == replace(old.set, session_at=None):
        return old
    return Kept(each, old.place, number)


def _change(row: ChangeRow, before: Sequence[Kept], after: Sequence[Kept]) -> Change:
    return Change(f"m{row.number}", row.kind, row.source, row.at, _sets(before), _sets(after))


def _sets(kept: Iterable[Kept]) -> tuple[LoggedSet, ...]:
    return tuple(each.set for each in kept)


def _is_whole(row: ChangeRow, after: Sequence[Kept]) -> bool:
    """Whether all sets of an import are still as it left them."""
    value = loads(row.after) if row.kind == "import" else []
    return isinstance(value, list) or value["count"] == len(after)
