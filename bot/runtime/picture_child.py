"""The process that draws pictures: `python -m bot.runtime.picture_child MEGABYTES SECONDS`.

It gets drawings on standard input and gives PNG on standard output. It knows no token, no database
and no person, and ends when the bot closes its side or dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from typing import TYPE_CHECKING, BinaryIO

from bot.runtime.file_child import NICENESS

if TYPE_CHECKING:
    from core.pictures.draw import Sheet

HEAD = struct.Struct(">I")  # before a drawing, and before its picture: how many bytes follow
LARGEST = 1 << 20  # bytes of a drawing, and of a picture
HEAVY = 200_000  # bytes of a picture, beyond which it is drawn smaller


def limit(megabytes: int) -> None:
    """Let the system end this process where it takes too much memory."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # they are for the bot, which ends this one
        if number := getattr(signal, name, None):  # Windows has not all of them
            signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):  # not on Windows
        os.nice(NICENESS)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def alarm(seconds: int) -> None:
    """Have the system end this process after so long, 0 for never: the bot may be dead by then."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def serve(source: BinaryIO, sink: BinaryIO, seconds: int) -> None:
    """Draw one picture after another until the bot closes its side; one that fails is empty."""
    from core.pictures.draw import sheet_of
    from core.pictures.drawings import json_drawing

    while len(head := source.read(HEAD.size)) == HEAD.size:
        body = source.read(HEAD.unpack(head)[0])
        alarm(seconds)
        try:
            picture = png_of(sheet_of(json_drawing(json.loads(body))))
        except (MemoryError, BrokenPipeError):
            raise
        except Exception:  # what it holds is a person's: nothing of it is told
            picture = b""
        alarm(0)
        sink.write(HEAD.pack(len(picture)) + picture)
        sink.flush()


def png_of(sheet: Sheet) -> bytes:
    """Draw a sheet as large as it may be; what is too heavy so is drawn once or twice more."""
    from resvg_py import svg_to_bytes

    picture, before = b"", 1.0
    for zoom in sheet.zooms:
        too_heavy = len(picture) * zoom / before > HEAVY  # bytes grow a little faster than size
        if picture and too_heavy and zoom != sheet.zooms[-1]:
            continue
        picture, before = bytes(
            svg_to_bytes(svg_string=sheet.svg, font_files=list(sheet.fonts),
                         skip_system_fonts=True, zoom=zoom)
        ), zoom  # fmt: skip
        if len(picture) <= HEAVY:
            break
    return picture


def main() -> None:
    """Serve within the limits given as arguments."""
    limit(int(sys.argv[1]))
    with contextlib.suppress(BrokenPipeError):  # the bot has gone
        serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[2]))


if __name__ == "__main__":
    main()
