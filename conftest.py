"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-chats."""
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="write what the bot answers now into tests/chats, to be read and committed",
    )
