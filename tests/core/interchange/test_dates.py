"""Dates in other apps' files: months, moments, day or month first."""

# ruff: noqa: DTZ001 - the times in a file are local and have no zone

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.interchange.readers.dates import order_shown, read_moment
from tests.core.interchange.tables_read import sets


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("7 Apr 2026, 10:14", 4), ("5 Mai 2026, 07:34", 5), ("21 de set. de 2026, 21:22", 9),
        ("19 ago 2026, 14:20", 8), ("3 févr. 2026, 10:14", 2), ("5 août 2026, 10:14", 8),
        ("5 juin 2026, 10:14", 6), ("5 juil. 2026, 10:14", 7), ("9 März 2026, 10:14", 3),
        ("2 Okt. 2026, 10:14", 10), ("2 Dez. 2026, 10:14", 12), ("1 gen 2026, 10:14", 1),
        ("1 mag 2026, 10:14", 5), ("1 giu 2026, 10:14", 6), ("1 lug 2026, 10:14", 7),
        ("1 ott 2026, 10:14", 10), ("1 dic 2026, 10:14", 12), ("1 ene 2026, 10:14", 1),
        ("7 mrt 2026, 10:14", 3), ("7 mei 2026, 10:14", 5), ("7 sty 2026, 10:14", 1),
        ("7 lut 2026, 10:14", 2), ("7 kwi 2026, 10:14", 4), ("7 maj 2026, 10:14", 5),
        ("7 cze 2026, 10:14", 6), ("7 lip 2026, 10:14", 7), ("7 sie 2026, 10:14", 8),
        ("7 wrz 2026, 10:14", 9), ("5 paź 2026, 10:14", 10), ("5 listopada 2026, 10:14", 11),
        ("5 gru 2026, 10:14", 12), ("7 апр. 2026 г., 10:14", 4), ("10 мая 2026, 10:14", 5),
        ("10 июн. 2026, 10:14", 6), ("10 июл. 2026, 10:14", 7), ("10 сент. 2026 г., 10:14", 9),
        ("10 окт. 2026, 10:14", 10), ("10 дек. 2026, 10:14", 12), ("2 out. 2026, 10:14", 10),
        ("2 fev 2026, 10:14", 2), ("2 abr 2026, 10:14", 4), ("2026年4月7日 10:14", 4),
        ("Apr 7, 2026, 10:14 AM", 4), ("7 Temmuz 2026, 10:14", 7),
    ],
)  # fmt: skip
def test_month_names(text: str, month: int) -> None:
    found = read_moment(text)
    assert found is not None
    assert (found[0].year, found[0].month, found[1]) == (2026, month, True)


@pytest.mark.parametrize(
    ("text", "moment", "timed"),
    [
        ("2020-12-07 16:17:06", datetime(2020, 12, 7, 16, 17, 6), True),
        ("2020-12-07 9:05:01\u202fPM", datetime(2020, 12, 7, 21, 5, 1), True),
        ("2023-03-24 12:26 am", datetime(2023, 3, 24, 0, 26), True),
        ("2026-02-19 4:54 h", datetime(2026, 2, 19, 4, 54), True),
        ("2022-01-05 22:06:49 +0000", datetime(2022, 1, 5, 22, 6, 49, tzinfo=UTC), True),
        ("2022-01-05 22:06:49+02:00", datetime(2022, 1, 5, 20, 6, 49, tzinfo=UTC), True),
        ("2025-12-10T07:40:13.136Z", datetime(2025, 12, 10, 7, 40, 13, 136000, UTC), True),
        ("2018/8/31 5:49", datetime(2018, 8, 31, 5, 49), True),
        ("24.03.2023", datetime(2023, 3, 24), False),
        ("09/01/25", datetime(2025, 1, 9), False),
        ("20240229", datetime(2024, 2, 29), False),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), True),
    ],
)
def test_moments(text: str, moment: datetime, timed: bool) -> None:
    assert read_moment(text) == (moment, timed)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "0000-00-00", "2024-02-30", "99999-01-01", "12 foo 2024", "2024-01-01 25:00",
     "1e309", "9" * 400, "2024-01-01 10:00 +99:99"],
)  # fmt: skip
def test_no_moments(text: str) -> None:
    assert read_moment(text) is None


def test_day_or_month_first_is_told_by_the_file() -> None:
    assert order_shown("13/01/25") is True
    assert order_shown("01/13/25") is False
    assert order_shown("01/02/25") is None
    head = "date,exercise,weight,reps\n"
    american = sets(head + "01/02/2024,Squat,100,5\n01/13/2024,Squat,100,5\n")
    assert [each.at.month for each in american] == [1, 1]
    european = sets(head + "01/02/2024,Squat,100,5\n13/02/2024,Squat,100,5\n")
    assert [each.at.month for each in european] == [2, 2]
