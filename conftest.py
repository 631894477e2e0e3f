"""Options of the test run."""

import gc
import os
import sys
from pathlib import Path

import pytest

# Compiled code is kept, whatever the surroundings say: a run begins with a thousand files, in each
# of its processes and in each that the tests start.
sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(__file__).parent / ".pytest_cache" / "compiled")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


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


def pytest_collection_finish() -> None:
    """Keep what was collected out of the garbage collector's way: it is there until the end."""
    gc.collect()
    gc.freeze()
