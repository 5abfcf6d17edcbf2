"""What `deploy/` says, without containers: its PostgreSQL, its server, its worker script, and a run that is due."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]  # Prefect brings it

from extractors.errors import NewsloomError
from storage.database import open_database
from tests.flows.commands import clean_environment, is_healthy

DEPLOY = Path(__file__).parents[2] / "deploy"
REPORT = "The bridge reopened on Monday after repairs that cost 3 million euros, the mayor of the town said.\n" * 2
BINARIES = [Path(found).resolve().parent for found in filter(None, [shutil.which("initdb")])]
BINARIES += sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(holds: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)


@pytest.fixture
def postgres() -> Iterator[str]:
    """Start a PostgreSQL of its own, as another user where this one is root, and return its address."""
    if not BINARIES:
        pytest.skip("there is no PostgreSQL here")
    user: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp())
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        user = {"user": account.pw_uid, "group": account.pw_gid}
        os.chown(folder, account.pw_uid, account.pw_gid)
    port, binaries = free_port(), BINARIES[0]
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)

    try:
        run(binaries / "initdb", "-D", folder / "db", "-A", "trust", "-U", "prefect", "-E", "UTF8", "--no-sync")
        run(binaries / "pg_ctl", "-D", folder / "db", "-l", folder / "log", "-o", options, "-w", "start")
        yield f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", folder / "db", "-m", "immediate", "stop"],
            check=False,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **user,
        )
        shutil.rmtree(folder)


def articles(db: Path) -> int:
    try:
        with open_database(db, read_only=True, wait=5) as con:
            [(count,)] = con.execute("SELECT count(*) FROM articles").fetchall()
    except NewsloomError:
        return 0
    return int(count)


def test_a_scheduled_run_of_a_worker_on_a_server_with_postgresql_writes_the_database(
    postgres: str, tmp_path: Path
) -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    port, data, log = free_port(), tmp_path / "data", tmp_path / "log"
    (data / "inbox").mkdir(parents=True)
    (data / "inbox" / "report.txt").write_text(REPORT)
    soon = tmp_path / "prefect.yaml"
    soon.write_text((DEPLOY / "prefect.yaml").read_text().replace("interval: 900", "interval: 10"))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    common = clean_environment(PATH=path, DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
    server_environment = {
        **common,
        **services["server"]["environment"],
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": postgres,
        "PREFECT_HOME": str(tmp_path / "server"),
    }
    worker_environment = {
        **common,
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(tmp_path / "worker"),
        "PREFECT_WORKER_WEBSERVER_PORT": str(free_port()),
        "NEWSLOOM_DEPLOYMENTS": str(soon),
    }
    command = [str(port) if word == "4200" else word for word in services["server"]["command"]]
    with ExitStack() as stack, log.open("wb") as out:

        def start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
            process = subprocess.Popen(
                command, env=environment, cwd=data, stdout=out, stderr=out, start_new_session=True
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        server = start(command, server_environment)
        wait_for(lambda: is_healthy(f"http://127.0.0.1:{port}/api"), server, log)
        worker = start([str(DEPLOY / Path(services["worker"]["command"][0]).name)], worker_environment)

        def finished() -> list[dict[str, Any]]:
            runs = httpx.post(f"http://127.0.0.1:{port}/api/flow_runs/filter", json={}).json()
            return [run for run in runs if run["state_type"] == "COMPLETED"]

        wait_for(lambda: bool(finished()), worker, log)
        assert all(run["auto_scheduled"] for run in finished())  # nobody asked for it: it was due
        worker.send_signal(signal.SIGTERM)
        worker.wait(15)
        assert articles(data / "news.duckdb") == 1


def test_the_unit_and_the_image_name_commands_that_there_are(
    newsloom: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert newsloom("serve", "--help").returncode == 0
    unit = (DEPLOY / "newsloom.service").read_text()
    assert "newsloom serve inbox/ --every 15m" in unit
    assert '["newsloom", "serve", "inbox/", "--every", "15m"]' in (DEPLOY / "Dockerfile").read_text()
    analyze = shutil.which("systemd-analyze")
    if analyze:
        here = unit.replace("/opt/newsloom/.venv/bin/newsloom", "/bin/true").replace("User=newsloom", "User=root")
        (tmp_path / "newsloom.service").write_text(here)
        checked = subprocess.run(
            [analyze, "verify", tmp_path / "newsloom.service"], capture_output=True, text=True, check=False
        )
        assert "newsloom.service" not in checked.stderr, checked.stderr
