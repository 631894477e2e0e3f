"""One unit of work: everything a message may read and write, inside one transaction.

A `UnitOfWork` is handed to the function given to `Store.run` and is valid only inside it. Its
repositories are synchronous: on SQLite the whole function runs as one piece on the connection's own
thread, on PostgreSQL inside the driver's greenlet. Records in, records out; every query on a
row of a log takes the log first; how much is read does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from core.store.known_log import Memory
from core.store.made_once import made_once
from core.store.repositories.aliases import Aliases
from core.store.repositories.bests import Bests
from core.store.repositories.bodyweights import Bodyweights
from core.store.repositories.calibrations import Calibrations
from core.store.repositories.company import Company
from core.store.repositories.cursors import secret
from core.store.repositories.events import Events
from core.store.repositories.group_posts import GroupPosts
from core.store.repositories.groups import Groups
from core.store.repositories.imports import Imports
from core.store.repositories.inbox import Inbox
from core.store.repositories.journal import Journal
from core.store.repositories.links import Links
from core.store.repositories.logs import Logs
from core.store.repositories.marks import Marks
from core.store.repositories.outbox import Outbox
from core.store.repositories.own_exercises import OwnExercises
from core.store.repositories.pains import Pains
from core.store.repositories.peaks import Peaks
from core.store.repositories.people import People
from core.store.repositories.personal_data import PersonalData
from core.store.repositories.plans import Plans
from core.store.repositories.pools import Pools
from core.store.repositories.predictions import Scores
from core.store.repositories.preferences import Preferences
from core.store.repositories.quarantine import Quarantine
from core.store.repositories.questions import Questions
from core.store.repositories.ratings import Ratings
from core.store.repositories.reminders import Reminders
from core.store.repositories.sets import Sets
from core.store.repositories.skips import Skips
from core.store.repositories.supersets import Supersets
from core.store.repositories.trainers import Trainers
from core.store.repositories.trials import Trials
from core.store.repositories.uploads import Uploads
from core.store.repositories.weeks import Weeks
from core.store.repositories.weeks_ahead import WeeksAhead
from core.store.unit_state import UnitState


class UnitOfWork:
    """The store as one message sees it: a repository for each subject, made when asked for."""

    def __init__(self, connection: Connection, memory: Memory | None = None) -> None:
        """Work inside the transaction that is open on a connection; `memory`: of units before."""
        self._connection = connection
        self.state = UnitState(memory=memory or Memory())

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Everything written inside is taken back at the end: `what if`."""
        finished, known = set(self.state.finished), dict(self.state.known)
        savepoint = self._connection.begin_nested()
        try:
            yield
        finally:
            self.state.finished, self.state.known = finished, known
            self.logs.forget_joined()
            savepoint.rollback()

    # --- people ---------------------------------------------------------------------------------

    @made_once
    def people(self) -> People:
        """Who speaks, and their settings."""
        return People(self._connection, self.state, self.logs, self.reminders)

    @made_once
    def preferences(self) -> Preferences:
        """Settings of single exercises."""
        return Preferences(self._connection, self.state)

    @made_once
    def aliases(self) -> Aliases:
        """A person's own names for exercises."""
        return Aliases(self._connection, self.state)

    @made_once
    def own_exercises(self) -> OwnExercises:
        """Exercises that people added."""
        return OwnExercises(self._connection, self.state, self.logs)

    @made_once
    def links(self) -> Links:
        """Codes that link platforms, and people who become one or two."""
        return Links(self._connection, self.state, self.logs)

    @made_once
    def personal_data(self) -> PersonalData:
        """All that is kept about a person, to be handed over or deleted."""
        return PersonalData(self._connection, self.state, self.logs)

    # --- the log --------------------------------------------------------------------------------

    @made_once
    def logs(self) -> Logs:
        """Whose a log is, and what its rows are called there."""
        return Logs(self._connection, self.state)

    @made_once
    def sets(self) -> Sets:
        """The sets of the log."""
        return Sets(self._connection, self.state, self.logs)

    @made_once
    def bests(self) -> Bests:
        """A person's bests, and the exercises they do."""
        return Bests(self._connection, self.logs)

    @made_once
    def weeks(self) -> Weeks:
        """What looking back over a week asks of the log."""
        return Weeks(self._connection, self.logs)

    @made_once
    def journal(self) -> Journal:
        """Changes of the log: written, undone, redone."""
        return Journal(self._connection, self.state, self.logs)

    @made_once
    def skips(self) -> Skips:
        """Days and lifts a person leaves out."""
        return Skips(self._connection, self.logs, self.journal)

    @made_once
    def supersets(self) -> Supersets:
        """Lifts a person does in turn."""
        return Supersets(self._connection, self.state, self.logs, self.journal)

    @made_once
    def marks(self) -> Marks:
        """What a person decided of their training, without sets."""
        return Marks(self._connection, self.state, self.logs, self.journal)

    @made_once
    def plans(self) -> Plans:
        """What a person means to train."""
        return Plans(self._connection, self.state, self.logs, self.journal)

    @made_once
    def peaks(self) -> Peaks:
        """Meets and tests of lifts."""
        return Peaks(self._connection, self.state, self.logs, self.journal)

    @made_once
    def bodyweights(self) -> Bodyweights:
        """What a person weighed, day by day."""
        return Bodyweights(self._connection, self.state, self.logs)

    @made_once
    def pains(self) -> Pains:
        """Reports of pain, and the notes that may hold one."""
        return Pains(self._connection, self.state, self.logs, self.journal)

    @made_once
    def calibrations(self) -> Calibrations:
        """Guesses before sets to failure."""
        return Calibrations(self._connection, self.state, self.logs)

    @made_once
    def self_trials(self) -> Trials:
        """Trials on oneself."""
        return Trials(self._connection, self.state, self.logs)

    @made_once
    def scores(self) -> Scores:
        """What was expected of sets, and what came of it."""
        return Scores(self._connection, self.logs)

    @made_once
    def weeks_ahead(self) -> WeeksAhead:
        """What was foretold of weeks to come."""
        return WeeksAhead(self._connection, self.state, self.logs)

    @made_once
    def uploads(self) -> Uploads:
        """Files that somebody sent to be imported, kept for a day."""
        return Uploads(self._connection)

    @made_once
    def imports(self) -> Imports:
        """What only an import does: staging and making visible."""
        return Imports(self._connection, self.state, self.logs)

    # --- conversation ---------------------------------------------------------------------------

    @made_once
    def questions(self) -> Questions:
        """Questions that wait for an answer."""
        return Questions(self._connection, self.state)

    @made_once
    def events(self) -> Events:
        """What was shown."""
        return Events(self._connection, self.logs)

    @made_once
    def reminders(self) -> Reminders:
        """Pings to come, and what became of those that came."""
        return Reminders(self._connection, self.state)

    # --- groups ---------------------------------------------------------------------------------

    @made_once
    def groups(self) -> Groups:
        """Who joined a group, what they share there, its rules and challenges."""
        return Groups(self._connection, self.logs)

    @made_once
    def group_posts(self) -> GroupPosts:
        """What the bot posts in groups by itself."""
        return GroupPosts(self._connection, self.state)

    @made_once
    def company(self) -> Company:
        """When partners train, and who shares a rack."""
        return Company(self._connection, self.state)

    @made_once
    def trainers(self) -> Trainers:
        """Trainers who may see a lifter's log."""
        return Trainers(self._connection, self.state, self.logs)

    @made_once
    def pools(self) -> Pools:
        """Trials that groups pool."""
        return Pools(self._connection)

    @made_once
    def ratings(self) -> Ratings:
        """What partners said of each other's sets."""
        return Ratings(self._connection, self.state, self.logs, self.journal)

    def secret(self, name: str) -> str:
        """What this installation alone knows under a name."""
        return secret(self._connection, name)

    # --- in and out -----------------------------------------------------------------------------

    @made_once
    def inbox(self) -> Inbox:
        """Messages that came, finished with what they did."""
        return Inbox(self._connection, self.state)

    @made_once
    def outbox(self) -> Outbox:
        """Replies on their way out."""
        return Outbox(self._connection)

    @made_once
    def quarantine(self) -> Quarantine:
        """Messages that were set aside, for the operator."""
        return Quarantine(self._connection)
