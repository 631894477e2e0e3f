"""One unit of work: everything a message may read and write, inside one transaction.

A `UnitOfWork` is handed to the function given to `Store.run` and is valid only inside it. Its
methods are synchronous: on SQLite the whole function runs as one piece on the connection's own
thread, on PostgreSQL inside the driver's greenlet. Records in, records out; every query on a
person's rows takes the person first; how much is read does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from core.messages import Address, Reply, Sender
from core.records import Exercise, Exposure, Load, LoggedSet, Person, Preference
from core.store.repositories import (
    bests,
    bulk,
    calibrations,
    forgetting,
    inbox,
    journal,
    outbox,
    people,
    personal_data,
    questions,
    sets,
)
from core.store.repositories.forgetting import Forgotten
from core.store.repositories.groups import Groups
from core.store.repositories.imports import Imports
from core.store.repositories.links import Links
from core.store.repositories.pains import Pains
from core.store.repositories.predictions import Scores
from core.store.repositories.ratings import Ratings
from core.store.repositories.reminders import Reminders
from core.store.repositories.rep_ranges import OlderLog, older_log
from core.store.repositories.sessions import SESSION_GAP
from core.store.repositories.skips import Skips
from core.store.repositories.uploads import Uploads
from core.store.repositories.weeks import Weeks
from core.store.rows import Calibration, Change, Question, Shown

__all__ = ["SESSION_GAP", "UnitOfWork"]

SEEN_WITHIN = timedelta(hours=1)


class UnitOfWork:
    """The store as one message sees it."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection
        self._finished: set[str] = set()
        self.forgot = False  # somebody was forgotten in this unit
        self._met: dict[Sender, people.Met] = {}
        self._via: dict[int, str] = {}  # as whom a person speaks here
        self._nothing: dict[int, set[str]] = {}  # tables known to hold nothing of a person

    # --- people ---------------------------------------------------------------------------------

    def person(self, sender: Sender, now: datetime) -> tuple[Person, bool]:
        """Find the person behind a sender or create them; True when they are new.

        A new person takes the language hint when the bot speaks it (the caller checks), kg, UTC.
        On PostgreSQL the row is locked, so that two messages of one person never interleave.
        """
        found = None
        if self._connection.dialect.name == "sqlite":
            found = people.find_with_beside(self._connection, sender)
        if found is not None:
            self._nothing[found.person.id] = set(found.nothing)
        else:
            found = people.find_person(self._connection, sender, now)
        self._met[sender] = found
        self._via[found.person.id] = f"{sender.platform} {sender.id}"
        return found.person, found.new

    def held(self, person_id: int) -> dict[str, object]:
        """All that is held of a person beside their sets; walks through all of it."""
        return personal_data.read_held(self._connection, person_id)

    def forget(self, person_id: int) -> Forgotten:
        """Delete every row about a person, and afterwards what the files still hold of them."""
        self.forgot = True
        return forgetting.forget(self._connection, person_id)

    @cached_property
    def links(self) -> Links:
        """Codes that link platforms, and people who become one or two."""
        return Links(self._connection, self._via)

    def heard(self, sender: Sender, address: Address, now: datetime) -> None:
        """Note that a person spoke, to within the hour: their pings are answered."""
        met = self._met[sender]
        if met.seen_at is None or abs(now - met.seen_at) >= SEEN_WITHIN:
            people.see(self._connection, met.person.id, now)
            self.reminders.answered(met.person.id, now)
        if address.private and (met.chat != address.chat or met.gone):
            people.reach(self._connection, sender, address)

    def person_by_id(self, person_id: int) -> Person | None:
        """A person by number, locked like `person`; None when they are gone."""
        return people.person_by_id(self._connection, person_id)

    def has_rest(self, person_id: int) -> bool:
        """Whether a rest timer may stand; known with the person where that costs nothing."""
        return self._has(person_id, "rests")

    def _has(self, person_id: int, table: str) -> bool:
        """Whether a table may hold something of a person; asked before it is read."""
        return table not in self._nothing.get(person_id, ())

    def _adds(self, person_id: int, table: str) -> None:
        self._nothing.get(person_id, set()).discard(table)

    def save_person(self, person: Person) -> None:
        """Store a person's settings (everything but `log_version`, which `write` moves on)."""
        people.save_person(self._connection, person)

    def preferences(self, person_id: int) -> dict[str, Preference]:
        """Settings per exercise id."""
        if not self._has(person_id, "preferences"):
            return {}
        return people.read_preferences(self._connection, person_id)

    def save_preference(self, person_id: int, preference: Preference) -> None:
        """Store the settings for one exercise."""
        self._adds(person_id, "preferences")
        people.save_preference(self._connection, person_id, preference)

    def clear_preference_goals(self, person_id: int) -> None:
        """Forget every per-exercise goal: `goal size` holds for all."""
        people.clear_goals(self._connection, person_id)

    def aliases(self, person_id: int) -> dict[str, str]:
        """This person's own names: normalised words -> exercise id."""
        if not self._has(person_id, "aliases"):
            return {}
        return people.read_aliases(self._connection, person_id)

    def save_alias(self, person_id: int, words: str, exercise_id: str) -> None:
        """Remember a name; the newest meaning of the words wins."""
        self._adds(person_id, "aliases")
        people.save_alias(self._connection, person_id, words, exercise_id)

    def own_exercises(self, person_id: int) -> tuple[Exercise, ...]:
        """Exercises this person added."""
        if not self._has(person_id, "own_exercises"):
            return ()
        return people.read_own_exercises(self._connection, person_id)

    def add_own_exercise(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store a person's own exercise under a fresh id "own-<n>" and give it back."""
        self._adds(person_id, "own_exercises")
        return people.add_own_exercise(self._connection, person_id, exercise)

    @cached_property
    def skips(self) -> Skips:
        """Days and lifts a person leaves out."""
        return Skips(self._connection, self._via)

    @cached_property
    def pains(self) -> Pains:
        """Reports of pain, and the notes that may hold one."""
        return Pains(self._connection, self._has, self._adds, self._via)

    # --- the log --------------------------------------------------------------------------------

    def exposures(
        self, person_id: int, exercise_id: str, *, before: datetime | None = None, limit: int = 16
    ) -> tuple[Exposure, ...]:
        """The last sessions with an exercise that began before a moment, oldest first.

        At most `limit` of them, and 240 sets.
        """
        return sets.exposures(self._connection, person_id, exercise_id, before, limit)

    def older_log(self, person_id: int, exercise_id: str, before: datetime) -> OlderLog:
        """What the sets of an exercise in sessions begun before a moment come to."""
        return older_log(self._connection, person_id, exercise_id, before)

    def last_other_load(
        self, person_id: int, exercise_id: str, load: Load, since: datetime, before: datetime
    ) -> datetime | None:
        """The newest session in [since, before) whose hardest working load is another one."""
        return sets.last_other_load(self._connection, person_id, exercise_id, load, since, before)

    def last_set(self, person_id: int, exercise_id: str | None = None) -> LoggedSet | None:
        """The latest set, of one exercise or of any, by time done then order stored."""
        return sets.last_set(self._connection, person_id, exercise_id)

    def set_by_id(self, person_id: int, set_id: str) -> LoggedSet | None:
        """A set by its short id."""
        found = sets.sets_by_id(self._connection, person_id, (set_id,)).get(set_id)
        return None if found is None else found.set

    def sets_of_source(self, person_id: int, source: str) -> tuple[LoggedSet, ...]:
        """The stored sets of one message, by position."""
        return sets.sets_of_source(self._connection, person_id, source)

    def session_sets(self, person_id: int, session_at: datetime) -> tuple[LoggedSet, ...]:
        """All sets of a session, in the order done."""
        return sets.session_sets(self._connection, person_id, session_at)

    def sets_between(
        self, person_id: int, since: datetime, until: datetime, limit: int = 2000
    ) -> tuple[LoggedSet, ...]:
        """All sets done in [since, until), oldest first."""
        return sets.sets_between(self._connection, person_id, since, until, limit)

    def trained_before(self, person_id: int, moment: datetime) -> datetime | None:
        """When the last set before a moment was done, any exercise."""
        return sets.trained_before(self._connection, person_id, moment)

    def heaviest(self, person_id: int, exercise_id: str) -> tuple[LoggedSet, ...]:
        """The working set with the greatest load per unit typed, by an index look-up."""
        return bests.heaviest(self._connection, person_id, exercise_id)

    def most_reps(self, person_id: int, exercise_id: str, low_kg: float, high_kg: float) -> int:
        """The most repetitions of a working set with a load in [low, high] kg, typed in any unit.

        0 when there is none. An index look-up.
        """
        return bests.most_reps(self._connection, person_id, exercise_id, low_kg, high_kg)

    def exposure_count(self, person_id: int, exercise_id: str, limit: int = 3) -> int:
        """How many sessions hold this exercise, counted up to `limit`."""
        return sets.exposure_count(self._connection, person_id, exercise_id, limit)

    def exercise_ids(self, person_id: int, limit: int = 50) -> tuple[str, ...]:
        """The exercises this person has logged, most recently done first."""
        return bests.exercise_ids(self._connection, person_id, limit)

    def new_set_ids(self, person_id: int, count: int) -> tuple[str, ...]:
        """Fresh short ids for sets: "s1", "s2" ..., never used again for this person."""
        return sets.new_set_ids(self._connection, person_id, count)

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
        delete, swap, import.
        """
        origin = journal.Origin(kind, source, self._via.get(person_id, ""))
        return journal.write(self._connection, person_id, origin, before, after, now)

    def undo(self, person_id: int, now: datetime, change_id: str | None = None) -> Change | None:
        """Take back the newest change that stands (or the one named); None when there is none.

        The Change given back holds what was taken out (`after`) and what was put back (`before`).
        A named change can be undone only while none of its sets were changed since; else None.
        """
        return journal.undo(self._connection, person_id, change_id)

    def redo(self, person_id: int, now: datetime) -> Change | None:
        """Bring back the newest undone change; None when there is none."""
        return journal.redo(self._connection, person_id)

    def last_change(self, person_id: int) -> Change | None:
        """The newest change that stands."""
        return journal.last_change(self._connection, person_id)

    def change(self, person_id: int, change_id: str) -> Change | None:
        """A change by id, undone or not, with the sets as it left them."""
        return journal.read_change(self._connection, person_id, change_id)

    # --- many sets at once ----------------------------------------------------------------------

    @cached_property
    def uploads(self) -> Uploads:
        """Files that somebody sent to be imported, kept for a day."""
        return Uploads(self._connection)

    @cached_property
    def imports(self) -> Imports:
        """What only an import does: staging and making visible."""
        return Imports(self._connection)

    def count_failures(self, person_id: int) -> dict[str, tuple[int, int, int]]:
        """Working sets per exercise: (all, to failure, to failure before the session's last).

        Walks through the whole log.
        """
        return bulk.count_failures(self._connection, person_id)

    def place_own_exercise(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store an own exercise from elsewhere, under its old id where that is free."""
        return bulk.place_own_exercise(self._connection, person_id, exercise)

    def walk(
        self, person_id: int, after: bulk.Place | None = None, most: int = bulk.PAGE
    ) -> tuple[list[LoggedSet], bulk.Place | None]:
        """A page of the whole log in the order done, and where the next begins (None: the end)."""
        return bulk.walk(self._connection, person_id, after, most)

    # --- questions and what was shown -----------------------------------------------------------

    def ask(self, person_id: int, question: Question, now: datetime) -> Question:
        """Keep a question until it is answered, under a fresh id "q1", "q2" ...; given back."""
        return questions.ask(self._connection, person_id, question, now)

    def question(self, person_id: int, question_id: str) -> Question | None:
        """A question by id, answered or not."""
        return questions.read_question(self._connection, person_id, question_id)

    def last_question(self, person_id: int) -> Question | None:
        """The newest question, answered or not."""
        return questions.last_question(self._connection, person_id)

    def close_question(self, person_id: int, question_id: str, now: datetime) -> None:
        """Mark a question as answered."""
        questions.close_question(self._connection, person_id, question_id, now)

    def calibrations(self, person_id: int, limit: int = 24) -> tuple[Calibration, ...]:
        """The newest guesses asked for before sets to failure, newest first."""
        if not self._has(person_id, "calibrations"):
            return ()
        return calibrations.read(self._connection, person_id, limit)

    def open_calibration(
        self, person_id: int, exercise_id: str, reps: int, now: datetime
    ) -> Calibration:
        """Keep that a guess was asked for, under a fresh id "c1", "c2" ...; given back."""
        self._adds(person_id, "calibrations")
        return calibrations.open_calibration(self._connection, person_id, exercise_id, reps, now)

    def guess(self, person_id: int, calibration_id: str, tenths: int, now: datetime) -> None:
        """Keep the guess: repetitions left, in tenths; a later one replaces it."""
        calibrations.guess(self._connection, person_id, calibration_id, tenths, now)

    def show(self, person_id: int, shown: Shown, now: datetime) -> None:
        """Keep what was said as an event; never read back as input to a target."""
        questions.show(self._connection, person_id, shown, now)

    def last_shown(self, person_id: int, exercise_id: str | None = None) -> Shown | None:
        """The newest event, of one exercise or of any: what `why` explains."""
        return questions.last_shown(self._connection, person_id, exercise_id)

    @cached_property
    def ratings(self) -> Ratings:
        """What partners said of each other's sets."""
        return Ratings(self._connection, self._nothing)

    @cached_property
    def scores(self) -> Scores:
        """What was expected of sets, and what came of it."""
        return Scores(self._connection)

    @cached_property
    def groups(self) -> Groups:
        """Who joined a group, what they share there, its rules and challenges."""
        return Groups(self._connection)

    @cached_property
    def weeks(self) -> Weeks:
        """What looking back over a week asks of the log."""
        return Weeks(self._connection)

    @cached_property
    def reminders(self) -> Reminders:
        """Pings to come, and what became of those that came."""
        return Reminders(self._connection)

    # --- in and out -----------------------------------------------------------------------------

    def post(self, address: Address, reply: Reply, delivery: str, key: str, now: datetime) -> None:
        """Put a reply in the outbox; the same key again changes nothing."""
        outbox.post(self._connection, address, reply, delivery, key, now)

    def finish(self, receipt: str, now: datetime, fault: str = "") -> None:
        """Mark an inbox row as done; `fault` sets it aside with the id of a logged error.

        Raises `Overtaken` when another process was first: the whole unit is taken back.
        """
        if receipt in self._finished:
            inbox.correct(self._connection, receipt, fault)
        elif receipt:
            inbox.finish(self._connection, receipt, now, fault)
            self._finished.add(receipt)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Everything written inside is taken back at the end: `what if`."""
        finished = set(self._finished)
        savepoint = self._connection.begin_nested()
        try:
            yield
        finally:
            self._finished = finished
            savepoint.rollback()
