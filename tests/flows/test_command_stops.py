"""The installed command is killed or stopped: no process is left, nothing is half, and one line says so."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flows.commands import NOISE, assert_all_end
from tests.flows.corpus import write_corpus

Command = Callable[..., subprocess.CompletedProcess[str]]
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
NEWSLOOM = Path(sys.executable).with_name("newsloom")


def test_the_command_killed_at_five_random_moments_leaves_no_process_and_nothing_half(
    newsloom: Command, environment: dict[str, str], home: Path, tmp_path: Path, contents: Contents
) -> None:
    source = tmp_path / "news.jsonl"
    write_corpus(source, 40)
    command: list[str | Path] = [NEWSLOOM, "ingest", source, "--batch-size", "5", "--db"]
    began = time.monotonic()
    assert newsloom(*command[1:], tmp_path / "whole.duckdb", env=environment).returncode == 0
    longest = time.monotonic() - began
    rng = random.Random(7)
    for _ in range(5):
        process = subprocess.Popen(
            [*command, tmp_path / "killed.duckdb"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.3, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert_all_end(home, 10)
    assert newsloom(*command[1:], tmp_path / "killed.duckdb", env=environment).returncode == 0
    assert contents(tmp_path / "killed.duckdb") == contents(tmp_path / "whole.duckdb")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_told_in_one_line_and_the_run_is_marked(
    newsloom: Command, environment: dict[str, str], home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    source, db = tmp_path / "news.jsonl", tmp_path / "news.duckdb"
    write_corpus(source, 400)
    command: list[str | Path] = [NEWSLOOM, "ingest", source, "--batch-size", "5", "--db", db]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while process.poll() is None:  # until something is stored
        time.sleep(0.2)
        answer = newsloom("sql", "SELECT sum(added) > 0 FROM runs", "--db", db, "--format", "csv")
        if answer.stdout.split()[-1:] == ["True"]:
            break
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: all of its processes hear it
    else:
        process.send_signal(number)  # as a service manager does
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "newsloom: interrupted" in errors
    assert not NOISE.search(errors), errors
    answer = newsloom("sql", "SELECT status FROM runs", "--db", db, "--format", "csv")
    assert answer.stdout.split() == ["status", "interrupted"]
    assert_all_end(home, 10)
