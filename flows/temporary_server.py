"""A Prefect server for users who have none: it lives exactly as long as the process that started it.

Prefect can start such a server itself, but leaves it behind for good when newsloom is killed, starts it only after
its own slow imports, and lets it print stack traces while it stops. This one starts at once, beside those imports,
and follows its parent by the pipe on its standard input: when the parent ends, however it ends, the pipe closes.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from extractors.errors import NewsloomError

STARTUP_SECONDS = 180
# Off unless the user says otherwise: telemetry would try the network.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# A server for one run: no pages, no services.
BRIEF = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
# One that schedules runs for a year: it forgets runs after a week and events after a day, and what holds a
# concurrency limit outlives it, so that it also expires (in memory, a killed server would hold it for good).
LASTING = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "604800",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}
# Where Prefect's own server has its pages.
UI_PORT = 4200


class TemporaryServer:
    """A server on a loopback port, in a process of its own, that starts to start when this is made.

    A `lasting` one has a scheduler and pages, on Prefect's own port where that is free.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it must outlive this call; nothing is left of it
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", "flows.temporary_server", *(["lasting"] if lasting else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C is for newsloom, which still talks to the server while it stops
        )
        assert self._process.stdout is not None
        port = self._process.stdout.readline().decode().strip()  # empty when the process ended before it had one
        self.url = f"http://127.0.0.1:{port or 0}/api"

    def is_alive(self) -> bool:
        """Return whether the server runs."""
        return self._process.poll() is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the server to this process's end: Prefect still sends it logs and events while Python shuts down."""

    def let_go(self) -> None:
        """End the server now: the user has one of their own."""
        self._process.kill()
        self._process.wait()

    def wait_until_ready(self) -> None:
        """Return once the server answers.

        Raises:
            NewsloomError: the server ended, or did not answer in time; the message quotes its last words.
        """
        import httpx  # noqa: PLC0415 - not needed where no server is

        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health", trust_env=False, timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        self._log.seek(0)
        last_words = self._log.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        home = os.environ.get("PREFECT_HOME", "~/.prefect")
        raise NewsloomError(
            f"Prefect's temporary server did not start ({' '.join(last_words) or 'no answer'}). "
            f"Set PREFECT_HOME to another folder than {home}, or PREFECT_API_URL to a server that runs.",
        )


def start_unless_configured(*, lasting: bool = False) -> TemporaryServer | None:
    """Start a server, unless the environment already names one."""
    return None if os.environ.get("PREFECT_API_URL") else TemporaryServer(lasting=lasting)


@contextlib.contextmanager
def prefect_api(server: TemporaryServer | None) -> Iterator[None]:
    """Point Prefect at `server`, or at the one its own configuration names, for the time of the block.

    Raises:
        NewsloomError: the server does not start, or the configured one does not answer.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415 - two seconds; only flows pay

    configured = PREFECT_API_URL.value()
    if server and configured:  # by a profile or a prefect.toml
        server.let_go()
    if configured:
        _check_answers(configured)
        yield
    elif server:
        server.wait_until_ready()
        with temporary_settings({PREFECT_API_URL: server.url}):
            yield


def _check_answers(url: str) -> None:
    import httpx  # noqa: PLC0415 - as above

    try:
        httpx.get(f"{url}/health", timeout=10)  # any answer will do: Prefect itself says what else is wrong
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise NewsloomError(
            f"no Prefect server answers at {url} ({error}). Start it, or unset PREFECT_API_URL to run without one.",
        ) from error


def serve() -> None:
    """Run the server in this process until its standard input closes."""
    import socket  # noqa: PLC0415 - this half of the file is the child's

    is_lasting = sys.argv[1:] == ["lasting"]
    if not is_lasting:
        os.environ.update(BRIEF)
    for name, value in {**QUIET, **(LASTING if is_lasting else {})}.items():
        os.environ.setdefault(name, value)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", UI_PORT if is_lasting else 0))
        except OSError:
            listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        if is_lasting:  # where its pages find it
            os.environ.setdefault("PREFECT_UI_API_URL", f"http://127.0.0.1:{port}/api")
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        threading.Thread(target=_follow_parent, daemon=True).start()
        from filelock import FileLock  # noqa: PLC0415 - the parent has its port before these slow imports
        from prefect.server.api.server import create_app  # noqa: PLC0415
        from prefect.settings import PREFECT_HOME  # noqa: PLC0415
        from uvicorn import Config, Server  # noqa: PLC0415

        home = Path(PREFECT_HOME.value())
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / ".newsloom-start.lock", thread_local=False)

        class FirstComeServer(Server):
            """Starts one at a time: two first runs at once would migrate Prefect's database twice."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                lock.acquire()
                try:
                    await super().startup(sockets)
                finally:
                    lock.release()

        FirstComeServer(Config(create_app(), log_level="error", lifespan="on")).run(sockets=[listener])


def _follow_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve()
