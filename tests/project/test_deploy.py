"""What is deployed: the dashboard asks for metrics that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.http.exposition import exposition
from bot.http.health import Health
from bot.runtime.measures import Measures

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "deploy" / "grafana-dashboard.json"


def asked_for() -> set[str]:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for query in queries
        for name in re.findall(r"\b(?:spotter|process)_\w+", query)
    }


@pytest.fixture
async def told(sqlite_store, tmp_path) -> set[str]:
    url = f"sqlite:///{tmp_path / 'spotter.db'}"
    health = Health(sqlite_store, url, Measures(), ("telegram",), {})
    text = (await exposition(health)).decode()
    names = re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)
    return {name for name in names if not name.startswith("python_")}


async def test_the_dashboard_asks_for_what_is_told(told: set[str]) -> None:
    assert asked_for() <= told


async def test_the_operations_page_names_every_metric(told: set[str]) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = {name.removeprefix("spotter_") for name in told if name.startswith("spotter_")}
    assert {name for name in ours if f"`{name}`" not in page} == set()
