"""Structures that are known, as facts: plans to begin from, with whom they are for.

They stand in `library.txt`; names resolve in the catalogue, loads are kilograms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from core.exercises.names import catalogue_names
from core.plans.read import read
from core.plans.records import Plan
from core.records import Span

Level = Literal["novice", "intermediate", "anyone"]
Aim = Literal["strength", "size", "both"]
_FILE = Path(__file__).with_name("library.txt")


@dataclass(frozen=True, slots=True)
class Structure:
    """A known structure: the plan, whom it is for, hours a week, and what it needs."""

    id: str
    plan: Plan
    level: Level
    goal: Aim
    hours: Span
    needs: tuple[str, ...]  # equipment


@cache
def library() -> tuple[Structure, ...]:
    """All known structures, in the order of the file."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    return tuple(_structure(block.strip()) for block in text.split("\n---\n"))


def structure(structure_id: str) -> Structure | None:
    """A structure by its id; None where there is none."""
    return next((each for each in library() if each.id == structure_id), None)


def _structure(block: str) -> Structure:
    said = dict(line.split(": ", 1) for line in block.splitlines()[:4])
    level, goal = said["for"].split("; ")
    low, high = said["hours"].split("-")
    return Structure(
        id=said["id"],
        plan=read("\n".join(block.splitlines()[4:]), catalogue_names()),
        level=cast(Level, level),
        goal=cast(Aim, goal),
        hours=(int(low), int(high)),
        needs=tuple(said["needs"].split(", ")),
    )
