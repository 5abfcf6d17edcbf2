"""Ctrl-C ends a run also where a library makes another exception of the one it raises, or swallows it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HEARD = threading.Event()


@contextmanager
def heeded() -> Iterator[None]:
    """Remember a Ctrl-C for the time of the block, and let nothing but KeyboardInterrupt leave it from then on.

    What C code calls back (pydantic's serialisers, DuckDB's cursors) reports KeyboardInterrupt as an error of its own,
    and Prefect logs some errors and goes on. To be called in the main thread, which alone hears signals.
    """

    def hear(number: int, frame: FrameType | None) -> None:
        _HEARD.set()
        signal.default_int_handler(number, frame)

    _HEARD.clear()
    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    except Exception as error:
        if _HEARD.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def was_interrupted() -> bool:
    """Return whether Ctrl-C was heard since the block began."""
    return _HEARD.is_set()


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where a Ctrl-C was heard and lost."""
    if _HEARD.is_set():
        raise KeyboardInterrupt
