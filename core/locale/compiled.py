"""The sentences of a language in memory, read when the first is said.

`core/locale/build_hook.py` compiles catalogues when the project is installed or built. What was
compiled names the catalogue that it was made of by a hash; where that is another, or nothing was
compiled, the catalogue itself is read, which takes longer and says the same: nothing goes stale.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from sys import intern

from core.locale.catalogues import PROJECT, Forms, hash_of, po_file

MAGIC = 0x950412DE  # of compiled catalogues, as gettext writes them


@cache
def translations(language: str, domain: str) -> Mapping[str, tuple[Forms, Forms]]:
    """For each key what was translated, and into what: one sentence, or one for each form."""
    path = po_file(language, domain)
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return {}
    compiled = path.with_suffix(".mo")
    found = _compiled(compiled, hash_of(source)) if compiled.exists() else None
    return _parsed(path) if found is None else found


def _compiled(path: Path, wanted: str) -> dict[str, tuple[Forms, Forms]] | None:
    """A compiled catalogue; None where it was made of another one, or is broken."""
    content = path.read_bytes()
    try:
        entries = dict(_entries(content))
    except (struct.error, UnicodeDecodeError):
        return None
    if f"Project-Id-Version: {PROJECT} {wanted}" not in entries.pop("", "").split("\n"):
        return None
    found = {}
    for name, text in entries.items():
        key, _, ids = name.partition("\x04")
        english = tuple(map(intern, ids.split("\0")))  # the same in every language
        found[key] = (english, tuple(text.split("\0")))
    return found


def _entries(content: bytes) -> Iterator[tuple[str, str]]:
    magic, _, count, ids, texts = struct.unpack_from("<5I", content)
    if magic != MAGIC:
        raise struct.error(f"no catalogue: {magic:x}")
    for n in range(count):
        id_length, id_at = struct.unpack_from("<2I", content, ids + 8 * n)
        length, at = struct.unpack_from("<2I", content, texts + 8 * n)
        name = content[id_at : id_at + id_length].decode()
        yield name, content[at : at + length].decode()


def _parsed(path: Path) -> dict[str, tuple[Forms, Forms]]:
    from core.locale.compiling import translated

    return dict(translated(path))
