"""The log of each account, and of each row of the log: who was linked is told apart by it."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("identities", "sets", "changes", "pains", "calibrations")


def upgrade() -> None:
    """Add the columns; everything is of its person's log but for what came with a link."""
    for table in TABLES:
        op.add_column(
            table,
            sa.Column("log_id", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        )
        op.execute(sa.text(f"UPDATE {table} SET log_id = person_id"))  # noqa: S608 - own names
    merges = sa.text("SELECT person_id, platform, sender_id, body FROM merges ORDER BY id")
    for row in op.get_bind().execute(merges).all():
        body = json.loads(row.body)
        asked = {
            "person": row.person_id,
            "log": body["person"]["id"],
            "platform": row.platform,
            "sender": row.sender_id,
            "via": f"{row.platform} {row.sender_id}",
            "before": body["shift"]["changes"],
            "last": body["shift"]["last_change"],
        }
        _tell_apart(asked)
        _tell_beside(row.person_id, body)


def _tell_apart(asked: dict[str, Any]) -> None:
    """Give the account that was taken in its log, and what it brought or logged since.

    The change that first logged a message says by whom: one of those brought along, or one that
    came by that account. An import of our own format has several places under one change.
    """
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "UPDATE identities SET log_id = :log WHERE platform = :platform AND sender_id = :sender"
        ),
        {name: asked[name] for name in ("log", "platform", "sender")},
    )
    for table in ("sets", "changes"):
        bind.execute(
            sa.text(
                f"UPDATE {table} SET log_id = :log"  # noqa: S608 - own names
                " WHERE person_id = :person AND place > :before AND (place <= :last OR :via = ("
                "SELECT first.via FROM changes AS first"
                f" WHERE first.person_id = :person AND first.number <= {table}.place"
                " ORDER BY first.number DESC LIMIT 1))"
            ),
            {name: asked[name] for name in ("log", "person", "before", "last", "via")},
        )


def _tell_beside(person_id: int, body: dict[str, Any]) -> None:
    """Pains and calibrations that were brought along; of later ones nobody can tell."""
    log, shift = body["person"]["id"], body["shift"]
    op.get_bind().execute(
        sa.text(
            "UPDATE calibrations SET log_id = :log"
            " WHERE person_id = :person AND number > :before AND number <= :last"
        ),
        {
            "log": log,
            "person": person_id,
            "before": shift["calibrations"],
            "last": shift["last_calibration"],
        },
    )
    for each in body["pains"]:
        op.get_bind().execute(
            sa.text("UPDATE pains SET log_id = :log WHERE id = :id AND person_id = :person"),
            {"log": log, "id": each, "person": person_id},
        )
