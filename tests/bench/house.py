"""How large the rooms are: lines by room, and how long files and functions are.

    python -m tests.bench.house [FOLDER]

FOLDER is a checkout of the project, for a comparison with another state of it.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent.parent


def room_of(path: Path) -> str:
    """The room of a file: its first two folders."""
    return "/".join(path.parts[:2] if len(path.parts) > 2 else path.parts[:1])


def functions_of(source: str) -> list[int]:
    """How many lines each function of a module has."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def spread(lengths: list[int]) -> str:
    """Median, 90th percentile and most, in words."""
    most = quantiles(lengths, n=10)[8]
    return f"median {median(lengths):.0f}, 90 % under {most:.0f}, longest {max(lengths)}"


def main() -> None:
    """Print the figures."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for part in ("bot", "core", "tests"):
        rooms: dict[str, list[int]] = {}
        functions: list[int] = []
        for path in sorted((root / part).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            rooms.setdefault(room_of(path.relative_to(root)), []).append(source.count("\n"))
            functions += functions_of(source)
        files = [each for found in rooms.values() for each in found]
        print(f"{part}: {sum(files)} lines in {len(files)} files; a file: {spread(files)}")
        print(f"  a function: {spread(functions)}")
        for room, found in sorted(rooms.items(), key=lambda each: -sum(each[1])):
            print(f"  {room:28} {sum(found):6} lines {len(found):4} files")


if __name__ == "__main__":
    main()
