"""What a run found or redid, counted, and how to say it: on the console and as a Markdown report."""

from dataclasses import dataclass, field
from pathlib import Path

from flows.alerts import Alert

LANGUAGES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one run; stories and claims are what the whole database holds after it. `elapsed` is seconds."""

    db: Path
    run_id: str
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    copies: int
    stories: int
    claims: int
    elapsed: float
    uncovered: dict[str, int] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    left_out: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """Return the counts as (name, value) in the order a person reads them."""
        return _rows(self, "read", "added", "updated", "unchanged", "copies", "stories", "claims", "rejected")

    def notes(self) -> list[str]:
        """Return what a person should know beside the counts."""
        notes = []
        if self.uncovered:
            most = sorted(self.uncovered.items(), key=lambda item: (-item[1], item[0]))
            shown = ", ".join(f"{language} ({count})" for language, count in most[:LANGUAGES_SHOWN])
            rest = f" and {len(most) - LANGUAGES_SHOWN} more" if len(most) > LANGUAGES_SHOWN else ""
            count = sum(self.uncovered.values())
            notes.append(f"Claims cover English; {_counted(count, 'article')} without claims: {shown}{rest}.")
        if self.rejected:
            notes.append(f"{_counted(self.rejected, 'input')} rejected; the view `rejections` says why.")
        return [*notes, *self.left_out, *(alert.text for alert in self.alerts)]

    def queries(self) -> list[tuple[str, str]]:
        """Return three queries worth running next, each with the question it answers."""
        return [
            (
                "Which stories are told, by how many independent origins?",
                "SELECT headline, article_count, origin_count FROM stories ORDER BY article_count DESC LIMIT 10",
            ),
            (
                "What do several articles say, and how many origins is that really?",
                "SELECT text, article_count, origin_count FROM claim_groups ORDER BY article_count DESC LIMIT 10",
            ),
            (
                "Who is quoted, and what do they say?",
                "SELECT speaker, cue, text FROM claims WHERE kind = 'quote' AND speaker IS NOT NULL LIMIT 10",
            ),
        ]

    def markdown(self) -> str:
        """Return the report of the run as Markdown."""
        queries = "\n".join(f"{question}\n\n```sql\n{sql}\n```\n" for question, sql in self.queries())
        return f"{_report('ingest', self)}\n\n## Ask next\n\n{queries}"


@dataclass(frozen=True, slots=True)
class Redone:
    """What a run that redid older articles came to; `changed` are among the `redone`. `elapsed` is seconds.

    `kept` are articles that this version would not make, `gone` those whose raw document is no longer there: both stay
    as an older version left them.
    """

    db: Path
    extractor: str
    redone: int
    changed: int
    kept: int
    gone: int
    elapsed: float

    def rows(self) -> list[tuple[str, str]]:
        """Return the counts as (name, value) in the order a person reads them."""
        return _rows(self, "redone", "changed", "kept", "gone")

    def notes(self) -> list[str]:
        """Return what a person should know beside the counts."""
        notes = []
        if self.kept:
            kept = _counted(self.kept, "article")
            notes.append(f"{kept} kept as before: {self.extractor} rejects their documents; `rejections` says why.")
        if self.gone:
            gone = _counted(self.gone, "article")
            notes.append(f"{gone} kept as before: their raw documents are gone. Ingest them into a new --db.")
        return notes

    def markdown(self) -> str:
        """Return the report of the run as Markdown."""
        return f"{_report('reprocess', self)}\n"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay of all stories came to: how many articles, and what changed. `elapsed` is seconds."""

    db: Path
    articles: int
    moved: int
    merged: int
    split: int
    elapsed: float

    def rows(self) -> list[tuple[str, str]]:
        """Return the counts as (name, value) in the order a person reads them."""
        return _rows(self, "articles", "moved", "merged", "split")

    def notes(self) -> list[str]:
        """Return what a person should know beside the counts."""
        return ["The view `story_events` says what changed."] if self.moved or self.merged or self.split else []


def _rows(summary: Summary | Redone | Replayed, *names: str) -> list[tuple[str, str]]:
    counts = [(name, f"{getattr(summary, name):,}") for name in names]
    return [*counts, ("elapsed", f"{summary.elapsed:.1f} s"), ("database", str(summary.db))]


def _report(command: str, summary: Summary | Redone) -> str:
    table = "\n".join(f"| {name} | {value} |" for name, value in summary.rows())
    notes = "".join(f"\n- {note}" for note in summary.notes())
    return f"# newsloom {command}\n\n| count | value |\n| --- | --- |\n{table}\n{notes}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
