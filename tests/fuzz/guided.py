"""One target under atheris: bytes that reach new lines of the readers are kept and changed further.

python -m tests.fuzz.guided TARGET SECONDS FOLDER

A process of its own, because atheris ends the process it runs in. Exit code 0: nothing was found;
77: a finding, its bytes are in FOLDER.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot", "core"]):
    from tests.fuzz.readers import READERS

LONGEST = 4096  # bytes of one input


def main() -> None:
    target, seconds, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    read, samples = READERS[target]
    corpus = folder / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in samples():
        name = hashlib.sha256(sample).hexdigest()[:16]
        (corpus / name).write_bytes(sample[:LONGEST])
    options = [
        f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1",
        f"-artifact_prefix={folder}/{target}-", "-timeout=20", "-rss_limit_mb=2048",
        "-close_fd_mask=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
