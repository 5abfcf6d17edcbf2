"""Ctrl-C and SIGTERM end a run also where a library makes another exception of the one it raises, or swallows it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HEARD = threading.Event()


@contextmanager
def heeded() -> Iterator[None]:
    """Remember a Ctrl-C or SIGTERM for the time of the block, and let only KeyboardInterrupt leave it from then on.

    What C code calls back (pydantic's serialisers, DuckDB's cursors) reports KeyboardInterrupt as an error of its own,
    and Prefect logs some errors and goes on. To be called in the main thread, which alone hears signals.
    """

    def hear(number: int, frame: FrameType | None) -> None:
        _HEARD.set()
        signal.default_int_handler(number, frame)

    before = [(number, signal.signal(number, hear)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    except Exception as error:
        if _HEARD.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        _HEARD.clear()
        for number, handler in before:
            signal.signal(number, handler)


def was_interrupted() -> bool:
    """Return whether a stop was asked for since the block began."""
    return _HEARD.is_set()


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where a Ctrl-C or SIGTERM was heard and lost."""
    if _HEARD.is_set():
        raise KeyboardInterrupt
