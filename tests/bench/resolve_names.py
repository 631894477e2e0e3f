"""Measure how well exercise names of other apps' exports resolve against the catalogue.

    python -m tests.bench.resolve_names FOLDER [--sample 100] [--seed 1] [--unresolved 40]

Prints the share of distinct names and of sets that resolve (exactly, or with one candidate
clearly ahead), then a random sample of names with what each became, for checking by hand.
The readers here only look for the column with the exercise's name; they are not the importer.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ("Exercise Name", "exercise_title", "Exercise", "Esercizio", "menu")
BLOCK_TITLE = re.compile(r"^\d+\. (.+)$")


def names_in(path: Path) -> Iterator[str]:
    """Yield the exercise name of every set row of an export, whichever app wrote it."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    header = text.split("\n", 1)[0]
    if not any(column in header for column in COLUMNS):
        yield from names_in_blocks(text)
        return
    delimiter = ";" if header.count(";") > header.count(",") else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    titles = [title.strip() for title in next(rows)]
    column = next(titles.index(name) for name in COLUMNS if name in titles)
    order = titles.index("Set Order") if "Set Order" in titles else None
    for row in rows:
        if len(row) <= column:
            continue
        if order is not None and row[order] in {"Rest Timer", "Note"}:
            continue
        extra = len(row) - len(titles)
        if extra > 0 and "Category" in titles:  # FitNotes does not quote a comma in a name
            yield ",".join(row[column : column + extra + 1]).strip()
        else:
            yield row[column].strip()


def names_in_blocks(text: str) -> Iterator[str]:
    """Yield a name per set of a file of blocks: a numbered title, then one row per set."""
    name = ""
    for row in csv.reader(io.StringIO(text)):
        if row and (title := BLOCK_TITLE.match(row[0])):
            name = title[1]
        elif row and row[0].isdigit() and name:
            yield name


def main() -> None:
    """Read the folder, resolve every name, print shares and a sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unresolved", type=int, default=40)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for path in sorted(options.folder.glob("*.csv")):
        counts.update(name for name in names_in(path) if name)
    report(counts, options.sample, options.seed, options.unresolved)


def report(counts: Counter[str], sample: int, seed: int, unresolved: int) -> None:
    """Print the shares, the most frequent names left over, and a seeded sample."""
    from core.exercises.names import catalogue_names

    names = catalogue_names()
    found = {name: names.resolve_or_near(name) for name in counts}
    known = {name: exercise for name, exercise in found.items() if exercise}
    exact = sum(1 for name in counts if names.resolve(name))
    sets = sum(counts.values())
    print(f"distinct names: {len(counts)}, sets: {sets}")
    print(f"names resolved: {len(known) / len(counts):.1%} (exactly {exact / len(counts):.1%})")
    print(f"sets resolved:  {sum(counts[name] for name in known) / sets:.1%}")
    print("\nmost frequent names left over:")
    left = Counter({name: count for name, count in counts.items() if name not in known})
    for name, count in left.most_common(unresolved):
        near = ", ".join(f"{each.name} {score:.0f}" for each, score in names.near(name))
        print(f"  {count:5d}  {name}  ({near})")
    print(f"\n{sample} at random (seed {seed}):")
    for name in random.Random(seed).sample(sorted(known), min(sample, len(known))):
        print(f"  {counts[name]:5d}  {name} -> {known[name].name}")


if __name__ == "__main__":
    main()
