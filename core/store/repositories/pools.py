"""Groups that pool a trial: who is in with which of their trials, and what was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select, update

from core.messages import Address
from core.store.dialects import absorb, chosen
from core.store.person_log import PersonLog
from core.store.repositories.trials import numbers_of, trial_of
from core.store.schema.tables import logs, pool_entries, pools, trials
from core.trials.records import Pool, Trial

SHOWN = 5  # pools of a group that are looked at

_HERE = and_(pools.c.platform == bindparam("on"), pools.c.chat == bindparam("in_chat"))
_OF_GROUP = select(pools).where(_HERE).order_by(pools.c.id.desc()).limit(SHOWN)
_ONE = select(pools).where(pools.c.id == bindparam("this"))
_OPEN = insert(pools).returning(pools.c.id)
_DROP = delete(pools).where(pools.c.id == bindparam("this"))
# Who asks second finds it published: the row is changed once.
_PUBLISH = (
    update(pools)
    .where(pools.c.id == bindparam("this"), pools.c.published_at.is_(None))
    .values(published_at=bindparam("now"), result=bindparam("told"))
)
_ENTER = absorb(pool_entries)
_ENTRIES = (
    select(logs.c.person_id, trials)
    .join(
        pool_entries,
        and_(pool_entries.c.log_id == trials.c.log_id, pool_entries.c.trial_id == trials.c.id),
    )
    .join(logs, logs.c.id == pool_entries.c.log_id)
    .where(pool_entries.c.pool_id == bindparam("this"))
    .order_by(pool_entries.c.log_id)
)
_POOLED = select(
    exists().where(
        pool_entries.c.log_id == bindparam("log"), pool_entries.c.trial_id == bindparam("trial")
    )
)
_OUT_OF = delete(pool_entries).where(
    pool_entries.c.log_id.in_(select(logs.c.id).where(logs.c.person_id == bindparam("person"))),
    pool_entries.c.pool_id == bindparam("this"),
)


class Pools:
    """Pooled trials, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def of_group(self, where: Address) -> tuple[Pool, ...]:
        """The newest pools of a group, newest first."""
        asked = {"on": where.platform, "in_chat": where.chat}
        return tuple(_pool_of(row) for row in self._connection.execute(_OF_GROUP, asked))

    def by_id(self, pool_id: int) -> tuple[Pool, Address] | None:
        """A pool and the group it is in; None when it is gone."""
        row = self._connection.execute(_ONE, {"this": pool_id}).first()
        if row is None:
            return None
        return _pool_of(row), Address(row.platform, row.chat, private=False)

    def open(self, where: Address, pool: Pool) -> Pool:
        """Keep a pool that a group opens; given back with its id."""
        row = {
            "platform": where.platform, "chat": where.chat, "exercise_id": pool.exercise_id,
            "design": pool.design, "opened_at": pool.opened_at, "published_at": None, "result": "",
        }  # fmt: skip
        return replace(pool, id=self._connection.execute(_OPEN, row).scalar_one())

    def drop(self, pool: Pool) -> None:
        """Delete a pool with who is in; everybody's own trial goes on."""
        self._connection.execute(_DROP, {"this": pool.id})

    def enter(self, pool: Pool, trial: Trial, now: datetime) -> bool:
        """Let somebody in with a trial of theirs; False when they were in already."""
        log_id, number = numbers_of(trial)
        row = {"pool_id": pool.id, "log_id": log_id, "trial_id": number, "joined_at": now}
        return bool(self._connection.execute(chosen(_ENTER, self._connection), row).rowcount)

    def withdraw(self, pool: Pool, person_id: int) -> bool:
        """Let somebody out; False when they were not in."""
        found = self._connection.execute(_OUT_OF, {"this": pool.id, "person": person_id})
        return bool(found.rowcount)

    def has(self, trial: Trial) -> bool:
        """Whether a trial is in any pool: one counts in one pool only."""
        log_id, number = numbers_of(trial)
        asked = {"log": log_id, "trial": number}
        return bool(self._connection.execute(_POOLED, asked).scalar())

    def entries(self, pool: Pool) -> tuple[tuple[int, Trial], ...]:
        """Who is in, each once, with their trial."""
        found: dict[int, Trial] = {}
        for row in self._connection.execute(_ENTRIES, {"this": pool.id}):
            found.setdefault(row.person_id, trial_of(row, PersonLog(row.log_id)))
        return tuple(found.items())

    def publish(self, pool: Pool, told: str, now: datetime) -> Pool:
        """Keep what a pool showed, once and for all; what was kept first holds."""
        self._connection.execute(_PUBLISH, {"this": pool.id, "now": now, "told": told})
        return _pool_of(self._connection.execute(_ONE, {"this": pool.id}).one())


def _pool_of(row: Any) -> Pool:  # noqa: ANN401 - a row
    return Pool(row.id, row.exercise_id, row.design, row.opened_at, row.published_at, row.result)
