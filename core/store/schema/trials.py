"""Trials on oneself: what was drawn and what was expected at the start."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table

from core.store.schema.columns import log, metadata, owner, words
from core.store.schema.types import Moment, RowNumber

# What a trial shows is never kept here: it is worked out from the log, at the end.
trials = Table(
    "trials",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    words("exercise_id"),
    words("design"),  # limb or blocks
    Column("seed", BigInteger, nullable=False),
    words("expected"),  # JSON of an Expectation
    Column("begun_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    log(),
    Index("ix_trials_person_id", "person_id", "id"),
)
