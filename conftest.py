"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-chats and --partitioned."""
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="write what the bot answers now into tests/chats, to be read and committed",
    )
    parser.addoption(
        "--partitioned",
        action="store_true",
        help="spread the tables of PostgreSQL over partitions (tests/partitioned.py)",
    )
