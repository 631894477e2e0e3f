"""Rights in a server that make somebody an admin, as Discord writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import Permissions

from bot.platforms.bounds import part
from core.bounds import decimal

MOST_RIGHTS = 1 << 128  # they may outgrow 63 bits; nothing but two of them is looked at


def may_settle(data: Mapping[str, Any]) -> bool | None:
    """Whether an interaction comes from an admin of the server; None where it does not say."""
    held = part(data, "member").get("permissions")
    return None if held is None else allows(held)


def allows(permissions: object) -> bool:
    """Whether permissions, a number as Discord writes it, make somebody an admin."""
    number = decimal(str(permissions) if isinstance(permissions, int) else permissions, MOST_RIGHTS)
    return may_manage(Permissions(number or 0))


def may_manage(held: Permissions) -> bool:
    """Whether rights make somebody an admin."""
    return held.administrator or held.manage_guild
