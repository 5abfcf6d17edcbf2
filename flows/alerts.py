"""Which sources a run left worse than it found them: they began to fail, fell silent, or their texts shortened."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.sources import Health

TELLING = {
    "failing": "began to fail",
    "blocked": "wants no visit",
    "gone": "ended",
    "silent": "fell silent",
    "shortened": "gives much shorter texts than it used to; its template may have changed",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One source whose health turned for the worse, and how to say it."""

    source_id: str
    url: str
    health: str
    text: str


def find_alerts(before: Mapping[str, Health], after: Mapping[str, Health]) -> tuple[Alert, ...]:
    """Return what turned for the worse between two looks at the sources, by their ids; each is told once."""
    alerts = []
    for source_id, now in after.items():
        earlier = before.get(source_id)
        if now.health in TELLING and (earlier is None or earlier.health != now.health):
            detail = f": {now.problem}" if now.problem else ""
            alerts.append(Alert(source_id, now.url, now.health, f"{now.url} {TELLING[now.health]}{detail}."))
    return tuple(alerts)
