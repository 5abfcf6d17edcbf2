"""Answers and captures that wait for their turn: in memory up to a bound, beyond it in a temporary file."""

import tempfile
from collections import deque
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from extractors.records import Capture
from flows.answers import Failure, Response

T = TypeVar("T", Response | Failure, Capture)


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What waits, its body in the file, or (offset None) in itself."""

    answer: T
    offset: int | None
    size: int


class Spool:
    """Keeps what waits until it is taken, each once; used by one thread alone. `memory` is in bytes."""

    def __init__(self, memory: int) -> None:
        self._memory, self._held, self._waiting = memory, 0, 0
        self._captures: deque[Kept[Capture]] = deque()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lasts as long as the spool

    def keep(self, answer: T) -> Kept[T]:
        """Put an answer aside."""
        size = 0 if isinstance(answer, Failure) else len(answer.body)
        if isinstance(answer, Failure) or self._held + size <= self._memory:
            self._held += size
            return Kept(answer, None, size)
        offset = self._file.seek(0, 2)
        self._file.write(answer.body)
        self._waiting += 1
        return Kept(replace(answer, body=b""), offset, size)

    def take(self, kept: Kept[T]) -> T:
        """Return an answer that was put aside, which is forgotten then."""
        if kept.offset is None or isinstance(kept.answer, Failure):
            self._held -= kept.size
            return kept.answer
        self._file.seek(kept.offset)
        body = self._file.read(kept.size)
        self._waiting -= 1
        if not self._waiting:
            self._file.truncate(0)
        return replace(kept.answer, body=body)

    def record(self, capture: Capture) -> None:
        """Put a response aside that became no document."""
        self._captures.append(self.keep(capture))

    def take_captures(self, most: int) -> list[Capture]:
        """Return responses that became no document, the first first, of `most` bytes, or one that is larger."""
        taken: list[Capture] = []
        while self._captures and most > 0:
            most -= self._captures[0].size
            taken.append(self.take(self._captures.popleft()))
        return taken

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
