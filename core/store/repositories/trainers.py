"""Trainers who may see a lifter's log, what they said and what they looked at; one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.accounts.trainers import (
    LOOKS_KEPT,
    Agreement,
    Comment,
    Invitation,
    Look,
    Proposal,
    shows_of,
    shows_text,
)
from core.records import Load, PrescribedSet
from core.store.codec import dumps, loads
from core.store.person_log import log_named
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import log_of_sets, number_of
from core.store.schema.tables import (
    outbox,
    people,
    reminders,
    trainer_codes,
    trainer_comments,
    trainer_looks,
    trainer_proposals,
    trainers,
)
from core.store.unit_state import UnitState

Row = Any
TABLE = "trainers"
DAY = timedelta(days=1)
SHOWN_LOOKS = 20
KEPT_COMMENTS = 200  # of one agreement

_OF_LIFTER = select(trainers).where(trainers.c.person_id == bindparam("person"))
_OF_TRAINER = (
    select(trainers).where(trainers.c.trainer_id == bindparam("person")).order_by(trainers.c.id)
)
_ONE = select(trainers).where(trainers.c.id == bindparam("this"))
_ACCEPTED = (
    select(trainer_proposals)
    .join(trainers, trainers.c.id == trainer_proposals.c.agreed_id)
    .where(
        trainers.c.person_id == bindparam("person"),
        trainers.c.until_at > bindparam("now"),
        trainer_proposals.c.state == "accepted",
    )
    .order_by(trainer_proposals.c.accepted_at)
)


class Trainers:
    """Who may see whose log, and all that hangs on it."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    # --- the code -------------------------------------------------------------------------------

    def invite(self, invitation: Invitation, until: datetime) -> None:
        """Keep a new code; the lifter's old one ends."""
        self.withdraw(invitation.lifter_id)
        row = {
            "code_hash": invitation.code_hash, "person_id": invitation.lifter_id,
            "from_at": invitation.from_at, "shows": shows_text(invitation.shows),
            "expires_at": until,
        }  # fmt: skip
        self._connection.execute(insert(trainer_codes), row)

    def invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """What a code opens that is alive; codes that are not are forgotten."""
        self._connection.execute(delete(trainer_codes).where(trainer_codes.c.expires_at <= now))
        found = select(trainer_codes).where(trainer_codes.c.code_hash == code_hash)
        return _invitation_of(self._connection.execute(found).first())

    def invited(self, lifter_id: int, now: datetime) -> Invitation | None:
        """The invitation of a lifter that nobody has used yet."""
        alive = trainer_codes.c.expires_at > now
        found = select(trainer_codes).where(trainer_codes.c.person_id == lifter_id, alive)
        return _invitation_of(self._connection.execute(found).first())

    def tick(self, lifter_id: int, invitation: Invitation) -> None:
        """Change what an invitation shows."""
        mine = update(trainer_codes).where(trainer_codes.c.person_id == lifter_id)
        self._connection.execute(mine.values(shows=shows_text(invitation.shows)))

    def burn(self, code_hash: str) -> bool:
        """Forget a code; False when there was none."""
        gone = delete(trainer_codes).where(trainer_codes.c.code_hash == code_hash)
        return self._connection.execute(gone).rowcount > 0

    def withdraw(self, lifter_id: int) -> None:
        """Forget a lifter's code."""
        self._connection.execute(
            delete(trainer_codes).where(trainer_codes.c.person_id == lifter_id)
        )

    # --- who sees whose log ---------------------------------------------------------------------

    def trainer_of(self, lifter_id: int) -> Agreement | None:
        """A lifter's agreement, lapsed or not; known with the person where there is none."""
        if not self._state.may_hold(lifter_id, TABLE):
            return None
        row = self._connection.execute(_OF_LIFTER, {"person": lifter_id}).first()
        return None if row is None else _agreement_of(row)

    def lifters_of(self, trainer_id: int) -> tuple[Agreement, ...]:
        """A trainer's agreements, lapsed ones too, the oldest first."""
        rows = self._connection.execute(_OF_TRAINER, {"person": trainer_id})
        return tuple(map(_agreement_of, rows))

    def agreement(self, agreed_id: int) -> Agreement | None:
        """One agreement; None where it was ended."""
        row = self._connection.execute(_ONE, {"this": agreed_id}).first()
        return None if row is None else _agreement_of(row)

    def agree(self, agreement: Agreement) -> Agreement:
        """Store an agreement, given back with its id."""
        row = {
            "person_id": agreement.lifter_id, "trainer_id": agreement.trainer_id,
            "given_at": agreement.given_at, **_columns(agreement),
        }  # fmt: skip
        made = self._connection.execute(insert(trainers).returning(trainers.c.id), row)
        self._state.will_hold(agreement.lifter_id, TABLE)
        return replace(agreement, id=made.scalar_one())

    def save(self, agreement: Agreement) -> None:
        """Store an agreement again."""
        this = update(trainers).where(trainers.c.id == agreement.id)
        self._connection.execute(this.values(**_columns(agreement)))

    def end(self, agreement: Agreement) -> None:
        """Delete an agreement with its comments, proposals, pings, and what was posted of it."""
        self.drop_pings(agreement)
        self._connection.execute(delete(outbox).where(outbox.c.key.like(f"{agreement.key}:%")))
        self._connection.execute(delete(trainers).where(trainers.c.id == agreement.id))

    def drop_pings(self, agreement: Agreement) -> None:
        """Take back what both were to be told before it lapses."""
        two = (agreement.lifter_id, agreement.trainer_id)
        theirs = reminders.c.person_id.in_(two), reminders.c.note == agreement.key
        self._connection.execute(delete(reminders).where(*theirs))

    # --- what a trainer said --------------------------------------------------------------------

    def said_since(self, agreement: Agreement, since: datetime) -> int:
        """How many comments and proposals were made from a moment on."""
        count = 0
        for table in (trainer_comments, trainer_proposals):
            here = table.c.agreed_id == agreement.id, table.c.at >= since
            wanted = select(func.count()).select_from(table).where(*here)
            count += int(self._connection.execute(wanted).scalar_one())
        return count

    def comment(self, agreement: Agreement, set_id: str, words: str, now: datetime) -> None:
        """Keep a comment on a set of the lifter's; the oldest beyond what is kept go."""
        its = log_of_sets(self._connection, self._logs.of(agreement.lifter_id), [set_id])
        log = its.get(set_id) or self._logs.of(agreement.lifter_id)[0]
        row = {
            "agreed_id": agreement.id, "log_id": log.id,
            "set_id": (number_of("s", set_id) or 0) - log.sets, "words": words, "at": now,
        }  # fmt: skip
        self._connection.execute(insert(trainer_comments), row)
        here = trainer_comments.c.agreed_id == agreement.id
        newest = select(trainer_comments.c.id).where(here).order_by(trainer_comments.c.id.desc())
        kept = newest.limit(KEPT_COMMENTS).scalar_subquery()
        old = delete(trainer_comments).where(here, trainer_comments.c.id.not_in(kept))
        self._connection.execute(old)

    def comments(self, agreement: Agreement, most: int) -> tuple[Comment, ...]:
        """The newest comments of an agreement, newest first."""
        here = select(trainer_comments).where(trainer_comments.c.agreed_id == agreement.id)
        rows = self._connection.execute(here.order_by(trainer_comments.c.id.desc()).limit(most))
        mine = self._logs.of(agreement.lifter_id)
        found = []
        for row in rows:
            log = log_named(row.log_id, mine)
            set_id = "" if log is None else f"s{row.set_id + log.sets}"
            found.append(Comment(set_id, row.words, row.at))
        return tuple(found)

    def propose(self, proposal: Proposal) -> Proposal:
        """Store a proposal in place of one for the same lift that is open; given back with its id.

        One that was taken stands until another is taken.
        """
        same = (
            trainer_proposals.c.agreed_id == proposal.agreed_id,
            trainer_proposals.c.exercise_id == proposal.exercise_id,
            trainer_proposals.c.state == "open",
        )
        self._connection.execute(delete(trainer_proposals).where(*same))
        row = {
            "agreed_id": proposal.agreed_id, "exercise_id": proposal.exercise_id,
            "body": _sets_text(proposal.sets), "state": proposal.state, "at": proposal.at,
            "accepted_at": None,
        }  # fmt: skip
        made = insert(trainer_proposals).returning(trainer_proposals.c.id)
        return replace(proposal, id=self._connection.execute(made, row).scalar_one())

    def proposals(self, agreement: Agreement) -> tuple[Proposal, ...]:
        """The proposals of an agreement, the newest first."""
        here = select(trainer_proposals).where(trainer_proposals.c.agreed_id == agreement.id)
        rows = self._connection.execute(here.order_by(trainer_proposals.c.id.desc()).limit(50))
        return tuple(map(_proposal_of, rows))

    def accept(self, proposal: Proposal, now: datetime) -> None:
        """Note that the lifter took a proposal; one taken before for the same lift goes."""
        same = (
            trainer_proposals.c.agreed_id == proposal.agreed_id,
            trainer_proposals.c.exercise_id == proposal.exercise_id,
            trainer_proposals.c.id != proposal.id,
        )
        self._connection.execute(delete(trainer_proposals).where(*same))
        this = update(trainer_proposals).where(trainer_proposals.c.id == proposal.id)
        self._connection.execute(this.values(state="accepted", accepted_at=now))
        self._state.kept.clear()

    def drop(self, proposal: Proposal) -> None:
        """Delete a proposal."""
        gone = delete(trainer_proposals).where(trainer_proposals.c.id == proposal.id)
        self._connection.execute(gone)
        self._state.kept.clear()

    def accepted(self, lifter_id: int, now: datetime) -> dict[str, Proposal]:
        """The proposals a lifter took of a trainer they have, by lift; read once a unit of work."""
        if not self._state.may_hold(lifter_id, TABLE):
            return {}
        kept, key = self._state.kept, f"accepted {lifter_id}"
        if key not in kept:
            rows = self._connection.execute(_ACCEPTED, {"person": lifter_id, "now": now})
            kept[key] = {each.exercise_id: each for each in map(_proposal_of, rows)}
        found = kept[key]
        return found if isinstance(found, dict) else {}

    # --- what a trainer looked at ---------------------------------------------------------------

    def look(self, agreement: Agreement, what: str, exercise_id: str, now: datetime) -> int:
        """Note that the trainer looked at something; gives how many things they did that day.

        One row for each thing and day; those of before the time they are kept go.
        """
        day = now.date().isoformat()
        table, connection = trainer_looks, self._connection
        mine = table.c.person_id == agreement.lifter_id
        connection.execute(delete(table).where(mine, table.c.at < now - LOOKS_KEPT))
        today = (mine, table.c.trainer_id == agreement.trainer_id, table.c.day == day)
        this = update(table).where(*today, table.c.what == what, table.c.exercise_id == exercise_id)
        if connection.execute(this.values(times=table.c.times + 1, at=now)).rowcount == 0:
            row = {
                "person_id": agreement.lifter_id, "trainer_id": agreement.trainer_id,
                "what": what, "exercise_id": exercise_id, "day": day, "times": 1, "at": now,
            }  # fmt: skip
            connection.execute(insert(table), row)
        count = select(func.count()).select_from(table).where(*today)
        return int(connection.execute(count).scalar_one())

    def looks(self, lifter_id: int, since: datetime) -> tuple[Look, ...]:
        """What trainers looked at of a lifter's since a moment, the newest first; older ones go."""
        old = trainer_looks.c.person_id == lifter_id, trainer_looks.c.at < since
        self._connection.execute(delete(trainer_looks).where(*old))
        wanted = (
            select(trainer_looks, people.c.name)
            .outerjoin(people, people.c.id == trainer_looks.c.trainer_id)
            .where(trainer_looks.c.person_id == lifter_id, trainer_looks.c.at >= since)
            .order_by(trainer_looks.c.at.desc(), trainer_looks.c.id.desc())
            .limit(SHOWN_LOOKS)
        )
        return tuple(
            Look(row.name or "", row.what, row.exercise_id, row.times, row.at)
            for row in self._connection.execute(wanted)
        )


def _columns(agreement: Agreement) -> dict[str, object]:
    return {
        "from_at": agreement.from_at, "shows": shows_text(agreement.shows),
        "comments": agreement.comments, "until_at": agreement.until_at,
    }  # fmt: skip


def _agreement_of(row: Row) -> Agreement:
    return Agreement(
        row.id, row.person_id, row.trainer_id, row.from_at, shows_of(row.shows), row.comments,
        row.given_at, row.until_at,
    )  # fmt: skip


def _invitation_of(row: Row) -> Invitation | None:
    if row is None:
        return None
    return Invitation(row.code_hash, row.person_id, row.from_at, shows_of(row.shows))


def _sets_text(sets: Sequence[PrescribedSet]) -> str:
    return dumps(
        [
            [each.load.milli, each.load.unit, each.reps_low, each.reps_high, each.rir]
            for each in sets
        ]
    )


def sets_of(body: str) -> tuple[PrescribedSet, ...]:
    """The sets of a proposal, of text as it is stored."""
    return tuple(
        PrescribedSet(Load(milli, unit), low, high, rir=tuple(rir) if rir else None)
        for milli, unit, low, high, rir in loads(body)
    )


def _proposal_of(row: Row) -> Proposal:
    return Proposal(
        row.id, row.agreed_id, row.exercise_id, sets_of(row.body), row.state, row.at,
        row.accepted_at,
    )  # fmt: skip
