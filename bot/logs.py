"""The children's log files: kept small, and followed for the lines a person should see."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MAX_BYTES = 20_000_000


class Follower:
    """Reads what was appended to one log since the last look."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """The whole lines that are new."""
        try:
            with self.path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._offset:
                    self._offset = 0
                file.seek(self._offset)
                fresh = file.read()
        except FileNotFoundError:
            return
        self._offset += len(fresh)
        *whole, self._rest = (self._rest + fresh).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace")

    def trim(self) -> None:
        """Keep one old file beside the log when it has grown large.

        Copied and emptied, not renamed: the child goes on writing into the file it has open.
        """
        try:
            if self.path.stat().st_size < MAX_BYTES:
                return
        except FileNotFoundError:
            return
        old = self.path.with_suffix(".log.1")
        old.write_bytes(self.path.read_bytes())
        os.truncate(self.path, 0)
        self._offset = 0
