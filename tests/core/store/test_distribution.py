"""What the watch over statements notices (tests/distribution.py), and which tables it watches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.store.schema.tables import metadata
from tests.distribution import EXEMPT, not_by_log, without_their_log
from tests.partitioned import SPREAD_BY_CHAT, SPREAD_BY_LOG

# a key that begins with something else: a handful of rows, the same on every machine
KEPT_WHOLE = {
    "identities": "found by who writes, before the log is known",
    "pool_entries": "a group's, read by its pool",
    "trainer_comments": "an agreement's; the log and the set are what a comment is about",
}


def test_every_table_of_a_log_is_spread_by_it() -> None:
    """A new table with a `log_id` begins its key with it, or says here why not."""
    named = {table.name: table for table in metadata.sorted_tables if "log_id" in table.c}
    first = {
        name for name, table in named.items() if next(iter(table.primary_key)).name == "log_id"
    }
    assert first == set(SPREAD_BY_LOG)
    assert set(named) - first == set(KEPT_WHOLE)
    assert {name for name in ("inbox", "outbox") if "chat" in metadata.tables[name].c} == set(
        SPREAD_BY_CHAT
    )


def test_the_page_of_scale_distributes_them_all() -> None:
    page = (Path(__file__).parents[3] / "docs" / "scale.md").read_text(encoding="utf-8")
    named = page.partition("unnest(ARRAY[")[2].partition("]")[0]
    assert sorted(re.findall(r"'(\w+)'", named)) == sorted(SPREAD_BY_LOG)


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("SELECT sets.id FROM sets WHERE sets.log_id = $1::BIGINT AND sets.id = $2", []),
        ("SELECT sets.id FROM sets \nWHERE sets.id = $1", ["sets"]),
        ("SELECT s.id FROM sets AS s WHERE sets.log_id = $1", ["sets"]),
        ("SELECT s.id FROM logs JOIN sets AS s ON s.log_id = logs.id WHERE logs.id = 1", []),
        ("SELECT s.id FROM logs JOIN sets AS s ON s.id = logs.id", ["sets"]),
        ("SELECT 1 FROM logs, pains WHERE logs.id = pains.log_id", []),
        ("SELECT 1 FROM logs, pains WHERE logs.id = 1", ["pains"]),
        ("SELECT 1 FROM sets WHERE sets.log_id IN ($1, $2)", []),
        ("SELECT 1 FROM sets WHERE (sets.log_id, sets.id) IN (($1, $2))", []),
        ("UPDATE sets SET reps=$1 WHERE sets.id = $2", ["sets"]),
        ("UPDATE sets SET reps=$1 WHERE sets.log_id = $3 AND sets.id = $2", []),
        ("DELETE FROM shown WHERE shown.id = $1", ["shown"]),
        ("INSERT INTO sets (id, reps) VALUES ($1, $2)", ["sets"]),
        ("INSERT INTO sets (log_id, id, reps) VALUES ($1, $2, $3)", []),
        ("SELECT people.id FROM people WHERE people.id = $1", []),
        ("WITH found AS (SELECT sets.id FROM sets) SELECT found.id FROM found", ["sets"]),
    ],
)  # fmt: skip
def test_a_statement_that_does_not_name_its_log_is_noticed(
    statement: str, faults: list[str]
) -> None:
    assert without_their_log(statement) == faults
    assert not_by_log({statement}) == ([statement] if faults else [])


@pytest.mark.parametrize("begin", EXEMPT)
def test_what_is_exempt_would_be_noticed(begin: str) -> None:
    assert without_their_log(f"{begin}=$1 WHERE ratings.rater_id = $2")
