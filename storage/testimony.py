"""What the reports of one story testify: its reports, its facts, who tells each, and where they disagree."""

from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class TellingReport:
    """A report of the story; `place` is its number in order of arrival, from 1."""

    article_id: str
    place: int
    outlet: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One claim as one report tells it, with the name of the origin it counts under, where that has one."""

    claim_group_id: str
    article_id: str
    kind: str
    text: str
    char_start: int
    char_end: int
    speaker: str | None
    quotation_id: str | None
    origin_key: str
    origin: str | None
    check_worthiness: float


@dataclass(frozen=True, slots=True)
class GroupTold:
    """A claim group, as the view has it."""

    claim_group_id: str
    text: str
    outlet_count: int
    origin_count: int
    status: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A conflict, as the view has it."""

    kind: str
    claim_group_id_a: str
    claim_group_id_b: str
    value_a: str
    value_b: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """All that is told of a story; reports and tellings in order of arrival, then of the text."""

    headline: str | None
    reports: tuple[TellingReport, ...]
    groups: tuple[GroupTold, ...]
    tellings: tuple[Telling, ...]
    disagreements: tuple[Disagreement, ...]


REPORTS = """
    SELECT k.article_id, row_number() OVER (ORDER BY a.seq), coalesce(a.outlet, a.site), a.published_at
    FROM loom.article_keys AS k JOIN loom.articles AS a ON a.article_id = k.article_id
    WHERE k.story_id = ? ORDER BY a.seq
"""
GROUPS = "SELECT claim_group_id, text, outlet_count, origin_count, status FROM claim_groups WHERE story_id = ?"
TELLINGS = """
    WITH named AS (SELECT origin_key, min(origin) AS origin FROM loom.origins GROUP BY origin_key)
    SELECT c.claim_group_id, c.article_id, c.kind, c.text, c.char_start, c.char_end, c.speaker, c.quotation_id,
        c.origin_key, coalesce(c.origin, n.origin), c.check_worthiness
    FROM claims AS c
    JOIN loom.articles AS a ON a.article_id = c.article_id
    LEFT JOIN named AS n ON n.origin_key = c.origin_key
    WHERE c.story_id = ? ORDER BY a.seq, c.char_start, c.char_end DESC
"""
DISAGREEMENTS = """
    SELECT kind, claim_group_id_a, claim_group_id_b, value_a, value_b, explanation
    FROM conflicts WHERE story_id = ? ORDER BY kind, conflict_id
"""


def read_testimony(con: DuckDBPyConnection, story_id: str) -> Testimony:
    """Return all that the reports of a stored story tell."""

    def rows(query: str) -> list[tuple[object, ...]]:
        return con.execute(query, [story_id]).fetchall()

    headlines = rows("SELECT headline FROM stories WHERE story_id = ?")
    return Testimony(
        headline=str(headlines[0][0]) if headlines and headlines[0][0] else None,
        reports=tuple(TellingReport(*row) for row in rows(REPORTS)),  # type: ignore[arg-type]  # rows carry no types
        groups=tuple(GroupTold(*row) for row in rows(GROUPS)),  # type: ignore[arg-type]  # as above
        tellings=tuple(Telling(*row) for row in rows(TELLINGS)),  # type: ignore[arg-type]  # as above
        disagreements=tuple(Disagreement(*row) for row in rows(DISAGREEMENTS)),  # type: ignore[arg-type]  # as above
    )
