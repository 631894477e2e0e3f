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


# --- containers and services: checked as text, for no daemon runs here ---


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_image_runs_as_nobody_special_and_is_looked_after() -> None:
    image = text_of("Dockerfile")
    assert re.search(r"^USER 10001:10001$", image, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in image
    assert "HEALTHCHECK" in image
    assert re.search(r"^ENTRYPOINT \[\"spotter\"\]$", image, re.MULTILINE)


@pytest.mark.parametrize("name", ["deploy/compose.sqlite.yaml", "deploy/compose.postgres.yaml"])
def test_containers_have_no_rights_they_do_not_need(name: str) -> None:
    compose = text_of(name)
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in compose
    assert not re.search(r"(TOKEN|PASSWORD): \S", compose)  # secrets are files


def test_settings_of_deployments_exist() -> None:
    from bot.settings import Settings

    known = {name.upper() for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    compose = text_of("deploy/compose.sqlite.yaml") + text_of("deploy/compose.postgres.yaml")
    told = set(re.findall(r"^      ([A-Z_]+): ", compose, re.MULTILINE))
    told -= {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE"}
    (line,) = re.findall(r"^Environment=(.+)$", text_of("deploy/spotter.service"), re.MULTILINE)
    told |= {each.partition("=")[0] for each in line.split()}
    assert told <= known


def test_the_service_tells_systemd_and_is_confined() -> None:
    unit = text_of("deploy/spotter.service")
    for line in ("Type=notify", "WatchdogSec=60", "DynamicUser=yes", "ProtectSystem=strict"):
        assert f"\n{line}\n" in unit
