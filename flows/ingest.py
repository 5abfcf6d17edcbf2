"""The flow `ingest`: the way of an article, seen by Prefect as four tasks a batch.

    path · URL ─ sources ─▶ RawDocument ─ extract ─▶ Article ─ clean ─▶ Article ─ read ─▶ Fingerprint · Claims ─┐
                    └──────── Rejection ◀────┘        copies · stories · claim groups · conflicts ◀─ weave ─────┘
                                                            └─ one transaction ─▶ DuckDB

`flows.pipeline.run_pipeline` is the same way as a plain function; this file adds what a Prefect server shows of it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.utilities.annotations import quote

from flows.pipeline import run_pipeline
from flows.progress import Silence, Watcher
from flows.settings import build_settings
from flows.span import Span
from flows.summary import Summary

T = TypeVar("T")

# Who watches beside Prefect: the command line sets its progress bar here; a flow's parameters must be plain data.
WATCHER: ContextVar[Watcher] = ContextVar("WATCHER", default=Silence())  # noqa: B039 - it holds no state


@flow(name="newsloom-ingest", flow_run_name="ingest {inputs}", persist_result=False)
def ingest(  # noqa: PLR0913, PLR0917 - a flow's parameters are plain data, one by one
    inputs: list[str],
    db: Path | None = None,
    batch_size: int | None = None,
    wait: float | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Summary:
    """Ingest files, folders, globs and URLs, or without any the due sources, into one DuckDB file.

    Of what listings name and archives hold, what is dated from `since` to `until` (UTC, both included) is taken.

    What is not given comes from `NEWSLOOM_…`.
    """
    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    watcher = ProgressArtifact(WATCHER.get())
    summary = run_pipeline(inputs, settings, stage=as_task, watcher=watcher, span=Span(since, until))
    create_markdown_artifact(summary.markdown(), key="newsloom-report", description="What the run found")
    for alert in summary.alerts:
        resource = {"prefect.resource.id": f"newsloom.source.{alert.source_id}", "prefect.resource.name": alert.url}
        emit_event(f"newsloom.source.{alert.health}", resource, payload={"text": alert.text})
    return summary


def as_task(name: str, batch: int, work: Callable[[], T]) -> T:
    """Run one stage of one batch as a Prefect task, so that the server shows it."""
    stage = {"extract": extract, "clean": clean, "read": read, "weave": weave}[name].with_options(
        task_run_name=f"{name} batch {batch}"
    )
    # Quoted, or Prefect would look through every document of the batch for results of other tasks.
    return cast("T", stage(cast("Callable[[], object]", quote(work))))


@task(cache_policy=NO_CACHE, persist_result=False)
def extract(work: Callable[[], object]) -> object:
    """Find text and metadata: documents one by one, in the worker processes."""
    return work()


@task(cache_policy=NO_CACHE, persist_result=False)
def clean(work: Callable[[], object]) -> object:
    """Take out what earlier pages of a site taught to be its boilerplate, and learn, article by article."""
    return work()


@task(cache_policy=NO_CACHE, persist_result=False)
def read(work: Callable[[], object]) -> object:
    """Fingerprint, find claims, figures and credits: articles one by one, in the worker processes."""
    return work()


@task(cache_policy=NO_CACHE, persist_result=False)
def weave(work: Callable[[], object]) -> object:
    """Find copies, stories, claim groups and conflicts, article by article, and commit: all of it or nothing."""
    return work()


class ProgressArtifact:
    """Shows a run's progress as a Prefect artifact, beside another watcher."""

    def __init__(self, beside: Watcher) -> None:
        self._beside = beside
        self._artifact: UUID | None = None
        self._size = 1
        self._shown = 0

    def start(self, size: int) -> None:
        """Create the artifact."""
        self._size = max(size, 1)
        created = create_progress_artifact(0.0, key="newsloom-progress", description="Share of the input read")
        assert isinstance(created, UUID)
        self._artifact = created
        self._beside.start(size)

    def advance(self, documents: int, position: float) -> None:
        """Update the artifact, a hundred times a run at most: each update is a request."""
        self._beside.advance(documents, position)
        percent = int(100 * min(position / self._size, 1.0))
        if percent > self._shown and self._artifact is not None:
            self._shown = percent
            update_progress_artifact(self._artifact, float(percent))
