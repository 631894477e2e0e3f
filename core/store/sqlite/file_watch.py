"""Whether the files under an open database are still those that were opened.

SQLite goes on writing into a file that was deleted or replaced, and all of it is gone when the
process ends. So name, device, inode and size of the database and of its log are compared before
every commit (two calls of `stat`), and now and then while nothing is committed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.store.sqlite.locks import beside
from core.store.sqlite.log_mark import Beside, mark_in


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file was when it was last in order."""

    device: int
    inode: int
    size: int
    changed: int  # nanoseconds

    @classmethod
    def of(cls, path: Path) -> Seen | None:
        """Look at a file; None where there is none."""
        try:
            found = os.stat(path)
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def same_file(self, other: Seen) -> bool:
        """Whether it is the same file, whatever is in it."""
        return (self.device, self.inode) == (other.device, other.inode)


class Watch:
    """Compares the files of one open database with what they were."""

    def __init__(self, path: Path, named: Path | None = None) -> None:
        """Name the database; `begin` says when its files are open.

        `named`: the link it was opened by, which may be made to lead elsewhere.
        """
        self._path = named or path
        self._log_path, self._beside = beside(path, "-wal"), Beside(path)
        self._names = (str(self._path), str(self._log_path))
        self._file: Seen | None = None
        self._log: Seen | None = None
        self._mark = 0
        self.overwritten = ""  # why the file is not what it was, for good
        self.unwritable = ""  # why it could not be written; that may pass

    def begin(self, mark: int) -> None:
        """Take the files as they are now for right; `mark` is the database's own."""
        self._mark = mark
        self._file, self._log = Seen.of(self._path), Seen.of(self._log_path)

    def look(self) -> str:
        """Say what is wrong with the files, "" where nothing is."""
        if self.overwritten or self._file is None or self._as_it_was(self._file, self._log):
            return self.overwritten
        file, log = Seen.of(self._path), Seen.of(self._log_path)
        if file is None or (log is None and self._log is not None):
            return f"{self._path if file is None else self._log_path} was deleted"
        if not file.same_file(self._file) or (log and self._log and not log.same_file(self._log)):
            same = file.same_file(self._file)
            return f"{self._log_path if same else self._path} was replaced by another file"
        shrunk = file.size < self._file.size
        cut = bool(log and self._log and log.size < self._log.size)
        if shrunk or cut or file.changed != self._file.changed:
            self._look_inside(shrunk=shrunk, cut=cut)
        if not self.overwritten:
            self._file, self._log = file, log
        return self.overwritten

    @property
    def log_size(self) -> int:
        """The length of the log in bytes, as it was last seen."""
        return self._log.size if self._log else 0

    def look_for_rights(self) -> None:
        """Note why the database could not be written, where that is to be seen from outside."""
        self.unwritable = ""
        try:
            if not os.stat(self._path).st_mode & 0o222 or not os.access(self._path, os.W_OK):
                self.unwritable = f"{self._path} is read-only"
            elif hasattr(os, "statvfs") and os.statvfs(self._path).f_flag & os.ST_RDONLY:
                self.unwritable = f"the disk that holds {self._path} is read-only"
        except OSError:
            pass  # gone: `look` says so

    def _as_it_was(self, file: Seen, log: Seen | None) -> bool:
        """Whether nothing has changed: nearly always so, and asked before every commit."""
        try:
            now, log_now = os.stat(self._names[0]), os.stat(self._names[1])
        except OSError:
            return False
        return (
            log is not None
            and now.st_mtime_ns == file.changed
            and now.st_ino == file.inode
            and now.st_size == file.size
            and now.st_dev == file.device
            and log_now.st_ino == log.inode
            and log_now.st_size == log.size
            and log_now.st_dev == log.device
        )

    def _look_inside(self, *, shrunk: bool, cut: bool) -> None:
        """Tell a checkpoint of another process of ours, which changes the mark, from a stranger."""
        mark = mark_in(self._path)
        if mark != self._mark and mark in (self._beside.read() or ()):
            self._mark = mark
        elif mark != self._mark:
            self.overwritten = f"{self._path} was overwritten with another database"
        elif shrunk or cut:
            self.overwritten = f"{self._path if shrunk else self._log_path} was cut short"
