"""What is held of a person beside their sets, as a file: JSON, packed where it is long.

The keys are described in the README; `core/store/repositories/personal_data.py` fills them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

from core.messages import File

FORMAT, VERSION = "spotter about you", 1
PACKED_FROM = 500_000  # bytes; platforms take 8 MB and more
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the archive holds no time of its own


def everything_file(held: Mapping[str, object], day: date, now: datetime) -> File:
    """The file that goes beside the sets."""
    made = {"format": FORMAT, "version": VERSION, "made": now.isoformat(), **held}
    name = f"about-you-{day}.json"
    content = json.dumps(made, ensure_ascii=False, default=str).encode()
    if len(content) < PACKED_FROM:
        return File(name, json.dumps(made, ensure_ascii=False, indent=1, default=str).encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return File(f"{name}.zip", out.getvalue())
