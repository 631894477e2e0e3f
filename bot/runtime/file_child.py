"""The process that reads one file: `python -m bot.runtime.file_child SECONDS MEGABYTES`.

It gets the file and the steps to take on standard input and answers on standard output. It knows no
token, no database and no chat, imports little, and the system ends it at its limits.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

OUT_OF_MEMORY = 77  # the exit code; saying more would need memory
NICENESS = 5  # whoever types a set goes first; a file still moves on a busy machine


def limit(seconds: int, megabytes: int) -> None:
    """Let the system end this process at its limits; where it has none, only the bot does."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # they are for the bot, which ends this one
        if number := getattr(signal, name, None):  # Windows has not all of them
            signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):  # not on Windows
        os.nice(NICENESS)
    try:
        import resource
    except ImportError:
        return
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 2),
        (resource.RLIMIT_AS, megabytes << 20, megabytes << 20),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower one is set already
            resource.setrlimit(kind, (soft, hard))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Read the file, then answer step after step until the bot closes its side."""
    from bot.runtime.file_frames import HEAD, packed
    from core.interchange.reading import STEPS, Reading
    from core.interchange.rows import FileRefused

    def frame() -> bytes:
        head = source.read(HEAD.size)
        return source.read(HEAD.unpack(head)[0]) if len(head) == HEAD.size else b""

    def say(kind: str, value: object = None) -> None:
        sink.write(packed((number, kind, value)))
        sink.flush()

    reading, number = Reading(frame()), 0
    while asked := frame():
        number, step, given = pickle.loads(asked)  # noqa: S301 - the bot wrote it
        if step not in STEPS:
            raise ValueError(step)
        try:
            for answer in getattr(reading, step)(*given):
                say("answer", answer)
        except FileRefused as refused:
            say("refused", (refused.code.removeprefix("file_"), dict(refused.facts)))
        except (MemoryError, BrokenPipeError):
            raise
        except Exception as error:  # where it happened is told, never what the file says there
            say("fault", f"{type(error).__name__} at {_place(error)}")
        else:
            say("end")


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames[:-4:-1])


def main() -> None:
    """Serve one file within the limits given as arguments."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:  # the bot has gone
        os._exit(0)


if __name__ == "__main__":
    main()
