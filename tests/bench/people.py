"""People's exports in folders, each file the log of one person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

REPEATED = ("_older",)  # an earlier export of the same account
COPIES = {"G1s"}  # another format of a log that is there too


def people(folders: Sequence[Path]) -> dict[str, Path]:
    """The CSV files of some folders by name; files that repeat another log are left out.

    Raises ValueError where two files have one name or none was found.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.csv")):
            if path.stem.endswith(REPEATED) or path.stem in COPIES:
                continue
            if path.stem in found:
                raise ValueError(f"two people are called {path.stem}")
            found[path.stem] = path
    if not found:
        raise ValueError("no .csv file in " + ", ".join(map(str, folders)))
    return found
