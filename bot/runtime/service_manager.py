"""What systemd is told: ready, stopping, alive (sd_notify(3)); nothing where it does not listen."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Mapping

log = logging.getLogger("spotter")


class ServiceManager:
    """Sends datagrams to the socket that the environment names; a failure stops nothing."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):  # a name without a file
            self._address = "\0" + self._address[1:]
        self._watchdog = _seconds(environment)

    def ready(self, status: str) -> None:
        """Say that the start is over."""
        self._tell(f"READY=1\nSTATUS={status}")

    def stopping(self) -> None:
        """Say that the end has begun."""
        self._tell("STOPPING=1\nSTATUS=stopping")

    async def watch(self, dead: Callable[[], str] = lambda: "") -> None:
        """Answer the watchdog twice in its time, while `dead` has nothing to say."""
        if not self._address or not self._watchdog:
            return
        while True:
            why = dead()
            if why:
                log.error("the watchdog is not answered any more: %s", why)
                return
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self._watchdog / 2)

    def _tell(self, text: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
                told.settimeout(1.0)
                told.connect(self._address)
                told.sendall(text.encode())
        except OSError as error:
            log.debug("systemd is not told (%s)", error)


def _seconds(environment: Mapping[str, str]) -> float:
    """Read the watchdog's time, 0 where it is none or another process's."""
    pid = environment.get("WATCHDOG_PID", "")
    text = environment.get("WATCHDOG_USEC", "")
    if not text.isdecimal() or (pid and pid != str(os.getpid())):
        return 0.0
    return int(text) / 1e6
