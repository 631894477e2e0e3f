"""Each rule: its reason as a sentence's key, and where it comes from.

Only what R47-R50 allow is claimed. A rule without a paper is a product choice and says so.
"""

from __future__ import annotations

from dataclasses import dataclass

CHOICE = "product choice"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a rule holds: the key of its sentence, and its source."""

    rule: str
    reason: str  # a key of language.strings
    source: str


SOURCES: dict[str, str] = {
    "R1": "Helms et al. 2016; Zourdos et al. 2016",
    "R4": CHOICE,
    "R6": "Halperin et al. 2022; Zourdos et al. 2021; Hackett et al. 2018",
    "R7": "Zourdos et al. 2021; Refalo et al. 2023",
    "R11": "Halperin et al. 2022; product choice",
    "R12": CHOICE,
    "R13": "Nuzzo et al. 2024 (Sports Medicine); Marzagao 2026",
    "R14": "the published RTS chart; coaching data",
    "R15": "Reynolds et al. 2006; product choice",
    "R17": "Nuzzo et al. 2024 (Sports Medicine)",
    "R18": CHOICE,
    "R22": CHOICE,
    "R24": "Grgic et al. 2020 (test-retest of one-repetition maximum)",
    "R26": "Nuzzo et al. 2024 (J Strength Cond Res)",
    "R27": "Nuzzo et al. 2024 (J Strength Cond Res); Refalo et al. 2023",
    "R28": "Nuzzo et al. 2024 (J Strength Cond Res); product choice",
    "R29": "Hackett et al. 2018; product choice",
    "R30": "Singer et al. 2024",
    "R31": "Refalo et al. 2024; Refalo et al. 2023",
    "R33": "Robinson et al. 2024 (exploratory); Robinson et al. (bench and squat trial)",
    "R34": "Refalo et al. 2023; product choice",
    "R37": "ACSM position stand; product choice",
    "R38": "Nuzzo et al. 2024 (Sports Medicine)",
    "R39": CHOICE,
    "R41": "Helms et al. 2018",
    "R43": "dose-response reviews, read in digests; product choice",
    "R44": "Rogerson et al. 2024; Bell et al. 2023; product choice",
    "R46": CHOICE,
    "R52": "ACSM position stand 2026; product choice",
    "R53": CHOICE,
}


def evidence(rule: str) -> Evidence:
    """Look up the reason and the source of a rule; raises KeyError for an unknown one."""
    return Evidence(rule, f"rule.{rule}", SOURCES[rule])
