"""What the bot posts in groups by itself: the pinned board, the weekly recap."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Create the table."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "group_posts",
        sa.Column("id", number, nullable=False),
        *_words("platform", "chat", "thread", "kind", "days"),
        sa.Column("minute", sa.Integer(), nullable=False),
        *_words("zone", "language"),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        *_words("pin"),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        *_words("last_date"),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["people.id"], name="fk_group_posts_made_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_posts"),
        sa.UniqueConstraint("platform", "chat", "kind", name="uq_group_posts_platform"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_group_posts_next_at", "group_posts", ["platform", "next_at"])
    op.create_index("ix_group_posts_made_by", "group_posts", ["made_by"])
