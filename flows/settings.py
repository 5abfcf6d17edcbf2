"""Settings of a run, built once from `NEWSLOOM_…` variables; lower layers take plain arguments."""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractors.decisions import WINDOW_DAYS
from extractors.errors import UsageError

MEBIBYTE = 1024 * 1024


class Settings(BaseSettings):
    """What a run may be told; sizes are bytes, times are seconds."""

    model_config = SettingsConfigDict(env_prefix="NEWSLOOM_", frozen=True)

    db: Path = Path("news.duckdb")
    batch_size: int = Field(default=256, ge=1)
    batch_bytes: int = Field(default=64 * MEBIBYTE, ge=1)
    wait: float = Field(default=60.0, ge=0)
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    documents_a_worker: int = Field(default=1000, ge=1)
    worker_memory: int = Field(default=1024 * MEBIBYTE, ge=256 * MEBIBYTE)
    document_timeout: float = Field(default=20.0, gt=0)
    document_bytes: int = Field(default=20 * MEBIBYTE, ge=1)
    story_days: int = Field(default=WINDOW_DAYS, ge=0, le=3650)
    raw_segment_bytes: int = Field(default=256 * MEBIBYTE, ge=1)
    fetch_timeout: float = Field(default=30.0, gt=0)
    fetch_redirects: int = Field(default=5, ge=0)
    fetch_hosts: int = Field(default=64, ge=1)
    host_delay: float = Field(default=1.0, ge=0)
    allow_private_addresses: bool = False
    contact: str = ""


def build_settings(**given: Path | float | None) -> Settings:
    """Return the settings: what is `given` and not None, else `NEWSLOOM_…`, else the defaults.

    Raises:
        UsageError: a value is not of its kind; the message names it.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise UsageError(f"a setting cannot be used: {faults}. Every setting stands in the README.") from error
