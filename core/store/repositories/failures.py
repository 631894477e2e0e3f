"""How many working sets went to failure, and how many of those before the last of their session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, text

from core.records import LoggedSet
from core.store.person_log import PersonLog

Failures = dict[str, tuple[int, int, int]]  # per exercise: all, to failure, before the last

_FAILURES = text("""
SELECT exercise_id, count(*) AS sets, sum(failed_set) AS failed,
       sum(CASE WHEN turn > 1 THEN failed_set ELSE 0 END) AS failed_before
FROM (
    SELECT exercise_id, CASE WHEN failed THEN 1 ELSE 0 END AS failed_set,
           row_number() OVER (
               PARTITION BY exercise_id, session_at
               ORDER BY at DESC, place DESC, position DESC, id DESC
           ) AS turn
    FROM sets WHERE log_id = :log AND working = 1
) AS turns
GROUP BY exercise_id
""")


def count_failures(connection: Connection, log: PersonLog) -> Failures:
    """Count the working sets of a log that is a person's only one; walks through it."""
    rows = connection.execute(_FAILURES, {"log": log.id})
    return {row.exercise_id: (row.sets, row.failed, row.failed_before) for row in rows}


def count_in_order(sets: Iterable[LoggedSet]) -> Failures:
    """The same of sets in the order done: of several logs, which sessions may share."""
    found: Failures = {}
    last: dict[tuple[str, datetime | None], bool] = {}  # whether the last of a session failed
    for each in sets:
        if not each.lifted:
            continue
        session = (each.exercise_id, each.session_at)
        count, failed, before = found.get(each.exercise_id, (0, 0, 0))
        before += last.get(session, False)
        found[each.exercise_id] = (count + 1, failed + each.failed, before)
        last[session] = each.failed
    return found
