"""Files made beside a database belong to whoever owns what is there, also where root makes them.

An operator runs `spotter backup` or `spotter restore` as root, and the service its `spotter run` as
a user of its own: what root made for itself there would keep the service out. SQLite does the same
with its log.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def make_file(path: Path, like: Path | None = None) -> None:
    """Make a file that only its owner can read, where there is none: it holds people's bodies.

    Made by root it is given to the owner of `like`, else of its folder.
    """
    make_folder(path.parent)
    if path.exists():  # closing it would end the locks this process has on it
        return
    with contextlib.suppress(FileExistsError):  # somebody else was faster
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            if owner := _owner(like or path.parent):
                os.chown(file, *owner)
        finally:
            os.close(file)


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Make a folder where there is none; made by root, it belongs to the owner of the one above."""
    if folder.exists():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode)
        if owner := _owner(folder.parent):
            os.chown(folder, *owner, follow_symlinks=False)


def _owner(path: Path) -> tuple[int, int] | None:
    """Give who owns a path, by numbers; None where we may not, or need not, give anything away."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None  # nobody else may; a service may even be ended for trying
    found = path.stat()
    return found.st_uid, found.st_gid
