"""An interrupt ends a run whatever becomes of the exception that Python raises for it."""

import os
import signal
import time
from pathlib import Path

import pytest

from flows.interrupts import heeded, raise_if_interrupted
from flows.pipeline import plainly, run_pipeline
from flows.settings import Settings
from storage.database import open_database
from tests.flows.corpus import write_corpus


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)


def tell_otherwise() -> None:
    try:
        press()
    except KeyboardInterrupt as error:
        raise ValueError("as a C library tells of it") from error


def test_an_error_made_of_an_interrupt_is_an_interrupt_again() -> None:
    with pytest.raises(KeyboardInterrupt), heeded():
        tell_otherwise()


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(ValueError, match="another"), heeded():
        raise ValueError("another")


def test_the_handler_of_before_is_back_and_nothing_is_remembered() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), heeded():
        press()
    assert signal.getsignal(signal.SIGINT) is before
    raise_if_interrupted()
    with heeded():
        raise_if_interrupted()


def test_a_run_that_lost_an_interrupt_stops_at_its_next_batch(tmp_path: Path) -> None:
    source, settings = tmp_path / "news.jsonl", Settings(db=tmp_path / "news.duckdb", batch_size=5, workers=1)
    write_corpus(source, 30)
    stages = []

    def swallow(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a Stage
        stages.append((name, batch))
        if stages[-1] == ("weave", 1):
            try:
                press()
            except KeyboardInterrupt:
                """Nobody hears of it."""
        return plainly(name, batch, work)

    with pytest.raises(KeyboardInterrupt), heeded():
        run_pipeline([str(source)], settings, stage=swallow)
    assert {batch for _, batch in stages} == {1}
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT status, added > 0 FROM runs").fetchall() == [("interrupted", True)]
