"""The flow `reprocess`: what an older version extracted goes the way of `ingest` again, out of the raw store.

`flows.rereading.reread_articles` is the same as a plain function; this file adds what a Prefect server shows of it.
"""

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.ingest import WATCHER, ProgressArtifact, as_task
from flows.rereading import reread_articles
from flows.settings import build_settings
from flows.summary import Redone


@flow(name="newsloom-reprocess", flow_run_name="reprocess {db}", persist_result=False)
def reprocess(db: Path | None = None, batch_size: int | None = None, wait: float | None = None) -> Redone:
    """Extract again what an older version extracted; what is not given comes from `NEWSLOOM_…`."""
    settings = build_settings(db=db, batch_size=batch_size, wait=wait)
    redone = reread_articles(settings, stage=as_task, watcher=ProgressArtifact(WATCHER.get()))
    create_markdown_artifact(redone.markdown(), key="newsloom-report", description="What the run redid")
    return redone
