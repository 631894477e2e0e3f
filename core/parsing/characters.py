"""Typed characters made uniform: what is kept of a message, and what the scanner sees of it.

`tidy` gives the words as they are stored and echoed. `fold` gives a string of the same length in
which digits, dashes, quotes and full-width letters are plain and emoji are spaces, so a place
found in the folded text is a place in the tidy one.
"""

from __future__ import annotations

import re
import unicodedata

_BLANK = frozenset({"So", "Sk", "Co", "Cn", "Me", "Zs", "Zl", "Zp"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ODD = str.maketrans(
    {
        **dict.fromkeys("×✕✖⨯╳∗", "x"),
        **dict.fromkeys("−–—‐‑‒―⁃", "-"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("’‘ʼ‛′", "'"),
        **dict.fromkeys("،、", ","),
        "٫": ".",
        "؛": ";",
        **dict.fromkeys("→⇒➔➜➝⟶", ">"),
        "•": " ",
        "·": " ",
        "…": ".",
        "°": "°",
        "\u00a0": " ",
        "\u200b": " ",
        "\u200c": " ",
        "\u200d": " ",
        "\t": " ",
    }
)


class _Folding(dict[int, str]):
    """Code point to the one character the scanner sees, worked out when first met."""

    def __missing__(self, code: int) -> str:
        """Fold one character."""
        character = chr(code)
        plain = _ODD.get(code)
        if plain is not None:
            character = str(plain)
        elif 0xFF01 <= code <= 0xFF5E:
            character = chr(code - 0xFEE0)
        elif code > 127:
            character = _plain(character)
        if len(self) < 4096:
            self[code] = character
        return character


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in _BLANK or 0xFE00 <= ord(character) <= 0xFE0F:
        return " "
    return character


_FOLDING = _Folding()


def tidy(text: str) -> str:
    """The text without control, direction and half characters, composed (NFC)."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _CONTROL.sub("", text)
    kept = "".join(each for each in text if _keeps(each))
    return unicodedata.normalize("NFC", kept).replace("\u2028", "\n").replace("\u2029", "\n")


def _keeps(character: str) -> bool:
    if character in "\n\t\u200b\u200c\u200d":
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def fold(tidied: str) -> str:
    """What the scanner sees: as long as the tidy text, with plain digits, dashes and quotes."""
    if tidied.isascii():
        return tidied.replace("\t", " ")
    return tidied.translate(_FOLDING)


def holds_digit(word: str) -> bool:
    """Tell whether a word holds a digit or another sign for a number."""
    return any(each.isdigit() or unicodedata.category(each) == "No" for each in word)
