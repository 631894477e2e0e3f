"""Text that Telegram shows as typed: nothing in it calls anybody or leads anywhere.

Telegram itself makes links of @names, #tags, $TAGS, /commands and addresses in any text, whatever
its markup says. A word joiner (U+2060), which nobody sees, ends each of them before it begins: it
is neither part of a word nor of an address (tdlib, MessageEntity.cpp, `is_url_unicode_symbol`).
"""

from __future__ import annotations

import re

from bot.platforms.bounds import JOINER
from core.commands import COMMANDS

# ours stay links, as sentences and help name them: /share nothing, /log squat 140x8
_OURS = "|".join(sorted((each.slug for each in COMMANDS), key=len, reverse=True))
_LINKS = re.compile(
    r"@(?=\w)"  # names, and addresses of mail
    r"|#(?=\w*[^\W\d_])"  # tags; a number alone is none
    r"|\$(?=[A-Za-z]{1,8}(?![A-Za-z]))"
    rf"|(?<!\w)/(?=\w)(?!(?:{_OURS})(?![\w@/]))"
    r"|:(?=//)"  # http://, tg://
    r"|(?<=\w)\.(?=[^\W\d_]{2})"  # evil.example
    r"|(?<=\w)[\u3002\uff0e\uff61](?=\w)"  # the dots of other scripts
)


def unlinked(text: str) -> str:
    """A text in which Telegram finds nothing to link but our own commands; it looks the same."""
    return _LINKS.sub(lambda found: found[0] + JOINER, text)
