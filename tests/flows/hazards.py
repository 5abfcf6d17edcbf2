"""What a page can do to the process that reads it, as functions that a worker can import."""

import os
import signal
import time


def echo(item: object) -> object:
    return item


def act(deed: str) -> str:
    """Do what `deed` says, and return it where nothing keeps that from happening."""
    match deed:
        case "loop":
            while True:
                pass
        case "sleep":
            time.sleep(600)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "abort":
            os.kill(os.getpid(), signal.SIGABRT)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "bloat":
            _ = bytearray(8 << 30)
        case "bloat by steps":
            _ = [str(number) * 10 for number in range(1 << 30)]
        case "raise":
            raise ValueError("no sense in it")
        case "exit":
            raise SystemExit(3)
        case "unspeakable":
            return lambda: deed  # type: ignore[return-value]  # no result that could be sent back
    return deed


def worker_id(_: object) -> int:
    return os.getpid()
