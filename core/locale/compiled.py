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


class Compiled(Mapping[str, tuple[Forms, Forms]]):
    """A compiled catalogue as it stands in its file; a sentence is taken out when it is said.

    Of 1,500 sentences few are, and as texts they take four times the room. Raises struct.error and
    UnicodeDecodeError for a file that is broken, all of it.
    """

    def __init__(self, content: bytes) -> None:
        """Find where each sentence stands."""
        magic, _, count, self._ids, self._texts = struct.unpack_from("<5I", content)
        if magic != MAGIC:
            raise struct.error(f"no catalogue: {magic:x}")
        self._content = content
        self._said: dict[str, tuple[Forms, Forms]] = {}
        self._places: dict[str, int] = {}
        for n in range(count):
            name, _ = self._text(self._ids, n), self._text(self._texts, n)
            self._places[intern(name.partition("\x04")[0])] = n
        self.head = self._text(self._texts, self._places.pop("")) if "" in self._places else ""

    def __getitem__(self, key: str) -> tuple[Forms, Forms]:
        """What was translated, and into what."""
        if (said := self._said.get(key)) is None:
            n = self._places[key]
            english = self._text(self._ids, n).partition("\x04")[2].split("\0")
            own = self._text(self._texts, n).split("\0")
            said = self._said[key] = (tuple(english), tuple(own))
        return said

    def __iter__(self) -> Iterator[str]:
        """Give the keys."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the sentences."""
        return len(self._places)

    def _text(self, table: int, n: int) -> str:
        length, at = struct.unpack_from("<2I", self._content, table + 8 * n)
        return self._content[at : at + length].decode()


def _compiled(path: Path, wanted: str) -> Compiled | None:
    """A compiled catalogue; None where it was made of another one, or is broken."""
    try:
        found = Compiled(path.read_bytes())
    except (struct.error, UnicodeDecodeError):
        return None
    known = f"Project-Id-Version: {PROJECT} {wanted}" in found.head.split("\n")
    return found if known else None


def _parsed(path: Path) -> dict[str, tuple[Forms, Forms]]:
    from core.locale.compiling import translated

    return dict(translated(path))
