"""Processes that do not draw, each in its own way: `python -m ... MEGABYTES SECONDS`.

What to do is the title of the drawing: hang, die, lie (a picture far too long), else one byte.
"""

import json
import os
import struct
import sys
import threading

HEAD = struct.Struct(">I")

while len(head := sys.stdin.buffer.read(HEAD.size)) == HEAD.size:
    title = json.loads(sys.stdin.buffer.read(HEAD.unpack(head)[0]))["title"]
    if title.startswith("hang"):
        threading.Event().wait()
    if title == "die":
        os._exit(3)
    if title == "lie":
        sys.stdout.buffer.write(HEAD.pack(1 << 30))
    else:
        sys.stdout.buffer.write(HEAD.pack(len(title)) + title.encode())
    sys.stdout.buffer.flush()
