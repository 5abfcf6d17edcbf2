"""Gzip members, one after another, out of a file that may be damaged or a decompression bomb."""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, Any

MAGIC = b"\x1f\x8b\x08"
# What reading one more member may raise; the next one can be read all the same.
DAMAGE = (zlib.error, EOFError, gzip.BadGzipFile)
BLOCK = 16 * 1024
# Text shrinks to a twentieth at best: whoever decompresses to more than a hundred times its size means no good.
RATIO = 100
# So many places that look like a member and are none end the search for one.
MOST_LOOKALIKES = 10_000


class BombError(Exception):
    """The file decompresses to far more than text does."""


class Budget:
    """How many bytes a file may decompress to: `floor`, and a hundred times what was read of it."""

    def __init__(self, floor: int) -> None:
        self._floor, self._spent = floor, 0

    def spend(self, count: int, position: int) -> None:
        """Count bytes decompressed; `position` is where in the file the reading stands.

        Raises:
            BombError: they are too many.
        """
        self._spent += count
        if self._spent > self._floor + RATIO * position:
            raise BombError(f"more than {RATIO} times its compressed size")


def read_members(file: IO[bytes], budget: Budget) -> Iterator[tuple[int, IO[bytes]]]:
    """Yield for each member of `file`, which can seek, where it begins and a stream of what it holds.

    A stream must be read before the next is asked for; it raises one of `DAMAGE` where it is damaged, and BombError.
    What follows a damaged member is found by its magic number. A file that is not gzipped is one such stream.
    """
    if file.read(len(MAGIC)) != MAGIC:
        file.seek(0)
        yield 0, file
        return
    start: int | None = 0
    lookalikes = end = 0
    while start is not None and lookalikes <= MOST_LOOKALIKES:
        member = _Member(file, start, budget)
        # Where a search led to a magic number, bytes of a damaged member may only look like one.
        if start == end or member.begins():
            yield start, io.BufferedReader(member, BLOCK)
            member.skip()
        lookalikes += member.end is None
        end = -1 if member.end is None else member.end
        start = _find_magic(file, max(end, start + 1))


class _Member(io.RawIOBase):
    """What one member holds; `end` is the place behind it, once it was read to its end."""

    def __init__(self, file: IO[bytes], start: int, budget: Budget) -> None:
        file.seek(start)
        self._file, self._budget = file, budget
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._ahead = b""
        self.end: int | None = None

    def begins(self) -> bool:
        """Return whether its first bytes can be decompressed."""
        try:
            self._ahead = self._read(1)
        except DAMAGE:
            return False
        return True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        data = self._ahead or self._read(len(buffer))
        self._ahead = b""
        buffer[: len(data)] = data
        return len(data)

    def skip(self) -> None:
        """Read to the end, which a damaged member has not."""
        try:
            while self._read(BLOCK):
                """Go on."""
        except DAMAGE:
            self.end = None

    def _read(self, size: int) -> bytes:
        while not self._inflate.eof:
            compressed = self._inflate.unconsumed_tail or self._file.read(BLOCK)
            data = self._inflate.decompress(compressed, size)
            self._budget.spend(len(data), self._file.tell())
            if data:
                return data
            if not compressed and not self._inflate.eof:
                raise EOFError("the file ends inside it")
        self.end = self._file.tell() - len(self._inflate.unused_data)
        return b""


def _find_magic(file: IO[bytes], start: int) -> int | None:
    """Return where the next member may begin, at `start` or behind it; None where the file ends before."""
    file.seek(start)
    before = b""
    while block := file.read(BLOCK):
        found = (before + block).find(MAGIC)
        if found >= 0:
            return file.tell() - len(block) - len(before) + found
        before = block[-2:]
    return None
