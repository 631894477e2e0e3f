"""Updates that an operator has handled once more, after they could not be taken over."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.platforms.telegram.read import Me, inbox_row
from core.store.rows import InboxRow


def read_again(row: InboxRow, me: Me) -> InboxRow:
    """Make the row anew of an update that an operator has handled once more; others stay."""
    if not row.body.startswith('{"again":'):
        return row
    update = json.loads(row.body)["again"]
    made = inbox_row(update, me, row.received_at)
    return replace(row, body=made.body, sent_at=made.sent_at, sender=made.sender)
