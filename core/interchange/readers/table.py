"""A file's bytes as records of cells: limits, encoding, delimiter, original lines.

Streams: a file is read in lines, and no more than one record of it is held at a time.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from core.interchange.readers.fitnotes_backup import is_backup
from core.interchange.readers.workbook import is_workbook
from core.interchange.rows import (
    LONGEST_CELL,
    LONGEST_RAW,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    FileRefused,
)

_LONGEST_RECORD = 40 * LONGEST_CELL  # characters
DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 64  # bytes that tell what is no table
_LOOK = 65_536  # bytes looked at to tell the encoding of what is not UTF-8
_ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{])")
_NO_TEXT = (b"SQLite format 3", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
_CONTROL = tuple(map(bytes, zip(range(9), strict=True)))
_CYRILLIC = re.compile("[А-Яа-яЁё]{3,}")
_KANA = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written."""

    delimiter: str
    quote: str = '"'
    loose: bool = False  # spaces stand before quotes; they mean nothing before any cell
    wrapped: bool = False  # every row is one quoted cell


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it begins, its cells, and the line as it stands in the file."""

    line: int
    cells: list[str]
    raw: str


class Lines:
    """The lines of a text, the ones taken for the present record kept beside.

    Every line counts, blank or not: what a file costs goes by what it holds, not by what it says.
    """

    def __init__(self, text: TextIO) -> None:
        """Read from a text opened without newline translation."""
        self._text = text
        self._read = 0
        self.taken: list[str] = []
        self.length = 0

    def __iter__(self) -> Lines:
        """Be read by the csv module."""
        return self

    def __next__(self) -> str:
        """The next line, NUL characters left out; raises FileRefused beyond the limits."""
        line = self._text.readline(_LONGEST_RECORD + 1)
        if not line:
            raise StopIteration
        self._read += 1
        if self._read > MOST_LINES:
            raise FileRefused("lines", limit=MOST_LINES)
        if "\0" in line:
            line = line.replace("\0", "")
        self.length += len(line)
        self.taken.append(line)
        if self.length > _LONGEST_RECORD:
            raise FileRefused("cell", limit=LONGEST_CELL)
        return line

    def raw(self) -> str:
        """The lines of the record just read, and forget them."""
        raw = self.taken[0] if len(self.taken) == 1 else "".join(self.taken)
        self.taken.clear()
        self.length = 0
        return raw.rstrip("\r\n")[:LONGEST_RAW]


def check(source: BinaryIO) -> None:
    """Refuse what is too long, an archive, or no text at all; leaves the source at its start."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if size > MOST_BYTES:
        raise FileRefused("too_big", limit=MOST_BYTES // 1_000_000)
    content = source.read()
    source.seek(0)
    if is_workbook(content) or is_backup(content):
        return
    start = content[:LOOKED_AT]
    if start.startswith(_ARCHIVES):
        raise FileRefused("archive")
    if start.startswith(_NO_TEXT):
        raise FileRefused("no_text")
    if _JSON.match(start):
        raise FileRefused("json")
    if not size:
        raise FileRefused("empty")


def encoding_of(source: BinaryIO) -> str:
    """Tell a file's encoding from its content; leaves the source at its start."""
    sample = source.read(_LOOK)
    source.seek(0)
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileRefused("no_text")
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd > len(sample) // 8:  # the signs between cells have a zero byte beside them
        if even and odd:
            raise FileRefused("no_text")
        return "utf-16-be" if even else "utf-16-le"
    if sum(map(sample.count, _CONTROL)) > len(sample) // 50:
        raise FileRefused("no_text")
    return "utf-8-sig" if _is_utf8(source) else _legacy(sample)


def _is_utf8(source: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := source.read(_LOOK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def _legacy(sample: bytes) -> str:
    """Choose among the encodings spreadsheets still write."""
    high = sum(each >= 0xC0 for each in sample)
    cyrillic = sum(map(len, _CYRILLIC.findall(sample.decode("cp1251", "replace"))))
    if cyrillic > 0.7 * high:
        return "cp1251"
    leads = sum(0x81 <= each <= 0x9F for each in sample)  # Japanese begins letters with these
    japanese = sample.decode("cp932", "replace")
    if 2 * leads > high and japanese.count("\ufffd") < 3 and _KANA.search(japanese):
        return "cp932"
    return "cp1252"


def open_text(source: BinaryIO) -> io.TextIOWrapper:
    """Open a checked source as text; detach it to keep the source open."""
    encoding = encoding_of(source)
    return io.TextIOWrapper(source, encoding, errors="replace", newline="")


def is_wrapped(cells: Sequence[str], form: Form) -> bool:
    """Whether a whole row stands in the first cell: it was quoted once too often."""
    return bool(cells) and form.delimiter in cells[0] and not any(cells[1:])


def unwrapped(cells: Sequence[str], form: Form) -> list[str]:
    """The cells of a row that stands in one."""
    try:
        return next(csv.reader([cells[0]], delimiter=form.delimiter, quotechar=form.quote))
    except (csv.Error, StopIteration):
        return list(cells)


def records(text: TextIO, form: Form) -> Iterator[Record]:
    """Read records; raises FileRefused beyond the limits. Blank lines are passed over."""
    lines = Lines(text)
    reader = csv.reader(
        lines, delimiter=form.delimiter, quotechar=form.quote, skipinitialspace=form.loose
    )
    line, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileRefused("cell", limit=LONGEST_CELL) from None
        raw = lines.raw()
        if form.wrapped and is_wrapped(cells, form):
            cells = unwrapped(cells, form)
        begins, line = line, reader.line_num + 1
        if not cells or not any(cells):
            continue
        if len(cells) > MOST_COLUMNS:
            raise FileRefused("columns", limit=MOST_COLUMNS)
        if len(raw) >= LONGEST_RAW and max(map(len, cells)) > LONGEST_CELL:
            raise FileRefused("cell", limit=LONGEST_CELL)
        count += 1
        if count > MOST_ROWS + 1:  # and a header
            raise FileRefused("too_many", limit=MOST_ROWS)
        yield Record(begins, cells, raw)
