"""Lines as people type them are read as their tables say, row by row.

`lines.tsv` and `line_variants.tsv` have the shape that `tests/bench/lines.py` explains.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from core.store.engine import Store
from tests.bench.lines import cases_in, report, results_of

HERE = Path(__file__).parents[2]


@pytest.mark.parametrize("table", ["lines.tsv", "line_variants.tsv"])
async def test_every_line_is_read_as_its_table_says(sqlite_store: Store, table: str) -> None:
    cases = cases_in(HERE / table)
    assert len(cases) > 100
    assert len({(case.unit, case.line) for case in cases}) == len(cases)
    results = await results_of(sqlite_store, cases)
    assert [*report(results)][1:] == []
