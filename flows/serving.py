"""The command `serve`: ingestion on a schedule, each run in a process of its own, until it is told to stop."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from rich.console import Console

from extractors.errors import NewsloomError, UsageError
from extractors.identity import stable_id
from flows.command import require_sources
from flows.settings import Settings
from flows.sources import Sources
from flows.temporary_server import TemporaryServer, prefect_api, start_unless_configured
from storage.database import open_database

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

# How long a run may take to roll back its batch and end, once all is to stop (seconds).
GRACE = 8.0


@dataclass(frozen=True, slots=True)
class Timetable:
    """When runs begin: after every interval, or by a cron expression (UTC); exactly one of them."""

    every: timedelta | None = None
    cron: str | None = None

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            UsageError: it has none or both, or an interval of less than a second.
        """
        if (self.every is None) == (self.cron is None):
            raise UsageError("say when: --every 15m, or --cron '0 * * * *'")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise UsageError("--every takes a second or more: --every 15m")

    def __str__(self) -> str:
        return f"every {self.every}" if self.every else f"at {self.cron} (cron, UTC)"


def serve_with_prefect(inputs: list[str], settings: Settings, timetable: Timetable, *, out: Console) -> None:
    """Run the flow `ingest` over `inputs`, or the due sources, at once and then by the timetable, until stopped.

    Without a configured Prefect server one is started, with its pages, that ends with this process.

    Raises:
        NewsloomError: as `flows.pipeline.run_pipeline`; or the Prefect server cannot be reached, or ends.
    """
    if not inputs:
        require_sources(settings)
    Sources(inputs, settings, datetime.now(UTC))
    with open_database(settings.db, wait=settings.wait):
        """It can be opened, and is up to date."""
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - two seconds, after what cannot be used is told

    deployment = _build_deployment([_absolute(one) for one in inputs], settings, timetable)
    with ExitStack() as stack:
        server = start_unless_configured(lasting=True)
        stack.enter_context(prefect_api(server))
        where = f"Prefect's pages: {str(PREFECT_API_URL.value()).removesuffix('/api')}"
        out.print(f"Ingesting {timetable}. {where}. Stop with Ctrl-C.", markup=False, highlight=False, soft_wrap=True)
        _run_until_stopped(deployment, server)


def _absolute(given: str) -> str:
    """Return an input as a process in another folder needs it."""
    return given if "://" in given and not os.path.lexists(given) else str(Path(given).absolute())


def _build_deployment(inputs: list[str], settings: Settings, timetable: Timetable) -> "RunnerDeployment":
    """Return the deployment of a database, one a database; a run that would begin beside another is cancelled."""
    from prefect.client.schemas.objects import (  # noqa: PLC0415 - by now Prefect is there
        ConcurrencyLimitConfig,
        ConcurrencyLimitStrategy,
    )
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415 - as above

    from flows.ingest import ingest  # noqa: PLC0415 - as above

    db = settings.db.absolute()
    try:
        made = ingest.to_deployment(
            name=f"{db.stem}-{stable_id(str(db))[:6]}".replace("%", "_"),
            interval=timetable.every,
            cron=timetable.cron,
            parameters={
                "inputs": inputs,
                "db": str(db),
                "batch_size": settings.batch_size,
                "wait": settings.wait,
            },
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            description=f"Ingest into {db} {timetable}.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
    except ValueError as error:
        raise UsageError(f"the timetable cannot be used: {str(error).splitlines()[0]}") from error
    assert not isinstance(made, Coroutine)  # it is one only inside an event loop
    return made


async def _begin(runner: "Runner", deployment: "RunnerDeployment") -> None:
    """Tell the server of the deployment, have it run once now, and from then on run what is due."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - as above

    deployment_id = await runner.aadd_deployment(deployment)
    async with get_client() as client:
        await _clear_away(client, deployment_id)
        await client.create_flow_run_from_deployment(deployment_id)
    await runner.start()


async def _clear_away(client: "PrefectClient", deployment_id: UUID) -> None:
    """End what a killed `serve` left behind: runs that only seem under way would keep every new one from beginning.

    Runs that were due meanwhile are not made up for.
    """
    from prefect.client.schemas import filters  # noqa: PLC0415 - as above
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415 - as above
    from prefect.states import Crashed  # noqa: PLC0415 - as above

    own = filters.DeploymentFilter(id=filters.DeploymentFilterId(any_=[deployment_id]))
    states = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.SCHEDULED]
    left = filters.FlowRunFilter(
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=states)),
        expected_start_time=filters.FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    while runs := await client.read_flow_runs(deployment_filter=own, flow_run_filter=left):
        for run in runs:
            if run.state_type == StateType.SCHEDULED:
                await client.delete_flow_run(run.id)
            else:
                await client.set_flow_run_state(run.id, Crashed(message="newsloom serve ended before it"), force=True)


def _run_until_stopped(deployment: "RunnerDeployment", server: TemporaryServer | None) -> None:
    """Run what is due until a signal; Prefect's own handler would leave runs under way behind."""
    from prefect.runner import Runner  # noqa: PLC0415 - as above

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # It tells of every run that is left out.
    logging.getLogger("prefect.runner.state_proposer").setLevel(logging.WARNING)
    runner = Runner(pause_on_shutdown=False)
    ended: Future[None] = Future()

    def work() -> None:
        try:
            ended.set_result(asyncio.run(_begin(runner, deployment)))
        except BaseException as error:  # noqa: BLE001 - the main thread must hear of it
            ended.set_exception(error)

    context = copy_context()  # the address of the server is in it
    threading.Thread(target=context.run, args=(work,), name="newsloom-runner", daemon=True).start()
    while not stop.wait(0.2):
        if ended.done():
            raise NewsloomError(f"Prefect's runner ended: {ended.exception()}. Start newsloom serve again.")
        if server and not server.is_alive():
            raise NewsloomError("Prefect's server ended. Start newsloom serve again.")
    if not runner.started:  # it still talks to the server: no run is under way
        return
    with suppress(Exception):  # whatever fails now, this process ends
        runner.execute_in_background(runner.astop).result(GRACE)
        ended.result(1.0)
