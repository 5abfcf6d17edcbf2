"""Answers that wait for their turn: in memory up to a bound, beyond it in a temporary file."""

import tempfile
from dataclasses import dataclass, replace

from flows.fetch import Failure, Response


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer whose body lies in the file, or (offset None) in itself."""

    answer: Response | Failure
    offset: int | None
    size: int


class Spool:
    """Keeps answers until they are taken, each once; used by one thread alone. `memory` is in bytes."""

    def __init__(self, memory: int) -> None:
        self._memory, self._held, self._waiting = memory, 0, 0
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lasts as long as the spool

    def keep(self, answer: Response | Failure) -> Kept:
        """Put an answer aside."""
        size = len(answer.body) if isinstance(answer, Response) else 0
        if isinstance(answer, Failure) or self._held + size <= self._memory:
            self._held += size
            return Kept(answer, None, size)
        offset = self._file.seek(0, 2)
        self._file.write(answer.body)
        self._waiting += 1
        return Kept(replace(answer, body=b""), offset, size)

    def take(self, kept: Kept) -> Response | Failure:
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

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
