"""systemd's protocol, on a socket of the test."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from bot.runtime.service_manager import ServiceManager
from tests.waiting import until


@pytest.fixture(params=["file", "name"])
def heard(request: pytest.FixtureRequest, tmp_path: Path):
    address = str(tmp_path / "n") if request.param == "file" else f"@spotter-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address.replace("@", "\0"))
        listening.setblocking(False)
        yield address, listening


def told(listening: socket.socket) -> str:
    try:
        return listening.recv(4096).decode()
    except BlockingIOError:
        return ""


async def test_ready_alive_stopping(heard) -> None:
    address, listening = heard
    manager = ServiceManager(
        {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "20000", "WATCHDOG_PID": str(os.getpid())}
    )
    manager.ready("serving telegram")
    assert told(listening) == "READY=1\nSTATUS=serving telegram"
    why: list[str] = []
    watching = asyncio.create_task(manager.watch(lambda: "".join(why)))
    for _ in range(2):
        assert await until(lambda: told(listening)) == "WATCHDOG=1"
    why.append("1 workers ended")
    await asyncio.wait_for(watching, 20)
    while told(listening):
        pass
    manager.stopping()
    assert told(listening).startswith("STOPPING=1")


@pytest.mark.parametrize(
    "environment",
    [{}, {"NOTIFY_SOCKET": "/nowhere"}, {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "x"},
     {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}],
)  # fmt: skip
async def test_nobody_who_listens_is_no_fault(environment) -> None:
    manager = ServiceManager(environment)
    manager.ready("x")
    manager.stopping()
    await asyncio.wait_for(manager.watch(), 20)  # no watchdog of ours: at once
