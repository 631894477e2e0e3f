"""What a check found, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands, what was found, what to do about it."""

    what: str
    state: State
    found: str
    remedy: str = ""


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each finding, its remedy behind it, and a last line that counts."""
    lines = [
        f"{each.state:<5} {each.what}: {each.found}"
        + (f" | remedy: {each.remedy}" if each.remedy else "")
        for each in findings
    ]
    failed = sum(each.state == "fail" for each in findings)
    warned = sum(each.state == "warn" for each in findings)
    lines.append(f"{len(findings)} checks, {failed} failed, {warned} with a warning")
    return "\n".join(lines) + "\n"


def as_json(findings: Sequence[Finding]) -> str:
    """One JSON object for each finding, a line each."""
    return "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """1 where something failed; a warning alone is 0."""
    return int(any(each.state == "fail" for each in findings))
