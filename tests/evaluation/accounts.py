"""Precision and recall of groups, origins and conflicts over the golden stories, read by the whole pipeline.

    python -m tests.evaluation.accounts [--errors] [STORY ...]

A predicted link is a group and two of its reports: right where a fact of the golden story is told by both with words
of that group's claims. An expected link is a fact and two of its reports: found where one group holds claims of both.
"""

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from flows.pipeline import run_pipeline
from flows.settings import Settings

TESTS = Path(__file__).parent.parent
GOLDEN = TESTS / "golden" / "full_accounts"
SEEDS = TESTS.parent / "seeds"
STORIES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir() and folder.name != "seeds")


@dataclass
class Count:
    """What was found, what should have been, and the faults in words."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    expected: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    def predict(self, is_right: bool, what: str) -> None:
        self.predicted += 1
        self.right += is_right
        if not is_right:
            self.faults.append(f"wrong   {what}")

    def expect(self, is_found: bool, what: str) -> None:
        self.expected += 1
        self.found += is_found
        if not is_found:
            self.faults.append(f"missing {what}")

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.expected + other.expected,
            self.faults + other.faults,
        )


@dataclass(frozen=True)
class Mention:
    """Words of one report, by their place in its text."""

    report: int
    start: int
    end: int

    def is_told_by(self, start: int, end: int) -> bool:
        """Return whether a span holds half of these words, or they half of it."""
        overlap = min(end, self.end) - max(start, self.start)
        return 2 * overlap >= min(end - start, self.end - self.start)


@dataclass(frozen=True)
class Told:
    """One story as the database has it: texts and claims (group, start, end) by report, from 1."""

    name: str
    numbers: dict[str, int]
    texts: dict[int, str]
    claims: dict[int, list[tuple[str, int, int]]]
    credits: dict[int, set[str]]
    origin_counts: dict[str, int]
    conflicts: list[tuple[str, str, str, str]]
    story_ids: set[str]

    def mention(self, words: str) -> Mention:
        number, _, said = words.partition(": ")
        start = self.texts[int(number)].find(said)
        assert start >= 0, f"{self.name}: report {number} does not say {said!r}"
        return Mention(int(number), start, start + len(said))

    def groups(self, mention: Mention) -> set[str]:
        return {group for group, *span in self.claims[mention.report] if mention.is_told_by(*span)}

    def groups_of(self, words: str) -> set[str]:
        return {group for one in words.split("|") for group in self.groups(self.mention(one))}


def read_golden(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / name / "expected.toml").read_text(encoding="utf-8"))


# Looked at by nobody while the rules were written and the weights fitted.
KEPT_ASIDE = [name for name in STORIES if read_golden(name).get("kept_aside")]


def read_report(path: Path) -> dict[str, str]:
    """Return a report as a record to ingest: its headers are its metadata."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    about = dict(line.split(": ", 1) for line in head.splitlines())
    url = f"https://{path.parent.name.replace('_', '-')}.example/{path.stem}"
    return {
        "url": url,
        "outlet": about["outlet"],
        "published_at": about["published"],
        "title": about["title"],
        "text": text.replace("\n", "\n\n"),
    }


def ingest(folder: Path, names: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Return a connection to a database of these stories."""
    db = folder / "stories.duckdb"
    inputs = [str(SEEDS)] if "seeds" in names else []
    records = [read_report(path) for name in names for path in sorted((GOLDEN / name).glob("*.txt"))]
    if records:
        (folder / "stories.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        inputs.append(str(folder / "stories.jsonl"))
    run_pipeline(inputs, Settings(db=db, workers=1))
    con = duckdb.connect(str(db), read_only=True)
    con.execute("SET timezone = 'UTC'")
    return con


def read_story(con: duckdb.DuckDBPyConnection, name: str) -> Told:
    where = "url IS NULL" if name == "seeds" else f"starts_with(url, 'https://{name.replace('_', '-')}.example/')"
    articles = con.execute(
        f"SELECT article_id, text, outlet, story_id FROM articles WHERE {where} ORDER BY url, source"
    )
    rows = articles.fetchall()
    number_of = {row[0]: number for number, row in enumerate(rows, 1)}
    told = Told(
        name=name,
        numbers=number_of,
        texts={number_of[row[0]]: row[1] for row in rows},
        claims={number: [] for number in number_of.values()},
        credits={number: set() for number in number_of.values()},
        origin_counts=dict(con.execute("SELECT claim_group_id, origin_count FROM claim_groups").fetchall()),
        conflicts=[],
        story_ids={row[3] for row in rows},
    )
    for article_id, *claim in con.execute(
        "SELECT article_id, claim_group_id, char_start, char_end FROM claims ORDER BY article_id, char_start"
    ).fetchall():
        if article_id in number_of:
            told.claims[number_of[article_id]].append(tuple(claim))
    outlets = {row[0]: row[2] for row in rows}
    for article_id, origin in con.execute("SELECT article_id, origin FROM origins").fetchall():
        if article_id in number_of and origin != outlets[article_id]:
            told.credits[number_of[article_id]].add(origin)
    for story_id, *conflict in con.execute(
        "SELECT story_id, kind, claim_group_id_a, claim_group_id_b, explanation FROM conflicts"
    ).fetchall():
        if story_id in told.story_ids:
            told.conflicts.append(tuple(conflict))
    return told


def score_groups(told: Told, golden: dict[str, Any]) -> tuple[Count, Count]:
    """Return the count of links, and that of facts whose number of origins is right (among those found whole)."""
    links, origins = Count(), Count()
    facts = [([told.mention(words) for words in fact["said"]], fact) for fact in golden.get("fact", [])]
    for mentions, fact in facts:
        if fact.get("loose"):
            continue
        for one, other in combinations(mentions, 2):
            if one.report != other.report:
                is_found = bool(told.groups(one) & told.groups(other))
                links.expect(is_found, f"{_quoted(told, one)} = {_quoted(told, other)}")
        shared = set.intersection(*(told.groups(mention) for mention in mentions))
        if "origins" in fact and shared:
            found = {told.origin_counts[group] for group in shared}
            origins.expect(fact["origins"] in found, f"{fact['is']} rests on {fact['origins']}, not {found}")
    for side, other_side in _links(told):
        is_right = any(_are_told(mentions, side) and _are_told(mentions, other_side) for mentions, _ in facts)
        links.predict(is_right, f"[{told.name}] {_shown(told, side)} ~ {_shown(told, other_side)}")
    return links, origins


Side = tuple[int, list[tuple[int, int]]]


def _links(told: Told) -> Iterator[tuple[Side, Side]]:
    """Yield each group's spans in each pair of its reports."""
    by_group: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for report, claims in told.claims.items():
        for group, start, end in claims:
            by_group.setdefault(group, {}).setdefault(report, []).append((start, end))
    for sides in by_group.values():
        yield from combinations(sides.items(), 2)


def _are_told(mentions: Iterable[Mention], side: Side) -> bool:
    report, spans = side
    return any(mention.report == report and any(mention.is_told_by(*span) for span in spans) for mention in mentions)


def _shown(told: Told, side: Side) -> str:
    number, spans = side
    return f"{number}: {' / '.join(told.texts[number][start:end] for start, end in spans)}"


def _quoted(told: Told, mention: Mention) -> str:
    return f"[{told.name}] {mention.report}: {told.texts[mention.report][mention.start : mention.end]}"


def score_credits(told: Told, golden: dict[str, Any]) -> Count:
    count = Count()
    expected = {int(number): set(names) for number, names in golden.get("credits", {}).items()}
    for number, found in told.credits.items():
        for name in sorted(expected.get(number, set())):
            count.expect(name in found, f"[{told.name}] {number} credits {name}")
        for name in sorted(found):
            count.predict(name in expected.get(number, set()), f"[{told.name}] {number} credits {name}")
    return count


def score_conflicts(told: Told, golden: dict[str, Any]) -> Count:
    count = Count()
    sides = [(c["kind"], told.groups_of(c["a"]), told.groups_of(c["b"]), c) for c in golden.get("conflict", [])]

    def is_one(row: tuple[str, str, str, str], side: tuple[str, set[str], set[str], dict[str, str]]) -> bool:
        kind, a, b = row[:3]
        return kind == side[0] and ((a in side[1] and b in side[2]) or (b in side[1] and a in side[2]))

    for side in sides:
        found = any(is_one(row, side) for row in told.conflicts)
        count.expect(found, f"[{told.name}] {side[0]}: {side[3]['a']} / {side[3]['b']}")
    for row in told.conflicts:
        count.predict(any(is_one(row, side) for side in sides), f"[{told.name}] {row[0]}: {row[3]}")
    return count


def score_story(told: Told) -> dict[str, Count]:
    """Return the counts of one story by what is counted."""
    golden = read_golden(told.name)
    links, origins = score_groups(told, golden)
    return {
        "groups": links,
        "credits": score_credits(told, golden),
        "origin counts": origins,
        "conflicts": score_conflicts(told, golden),
    }


def add_up(scores: Iterable[dict[str, Count]]) -> dict[str, Count]:
    total: dict[str, Count] = {}
    for score in scores:
        for what, count in score.items():
            total[what] = total.get(what, Count()) + count
    return total


def show(title: str, score: dict[str, Count], *, faults: bool) -> None:
    print(f"\n{title}")
    for what, count in score.items():
        if what == "origin counts":
            print(f"  {what:14} {count.found}/{count.expected} right")
        else:
            figures = f"{count.right}/{count.predicted}, {count.found}/{count.expected}"
            print(f"  {what:14} precision {count.precision:.3f}  recall {count.recall:.3f}  ({figures})")
        for fault in count.faults if faults else ():
            print(f"      {fault}")


def main() -> None:
    faults = "--errors" in sys.argv
    chosen = [name for name in sys.argv[1:] if not name.startswith("-")] or [*STORIES, "seeds"]
    with tempfile.TemporaryDirectory() as folder, ingest(Path(folder), chosen) as con:
        told = {name: read_story(con, name) for name in chosen}
        scores = {name: score_story(told[name]) for name in chosen}
    for name in chosen:
        if len(told[name].story_ids) > 1:
            print(f"{name} is told as {len(told[name].story_ids)} stories")
    shown = [name for name in chosen if name not in KEPT_ASIDE and name != "seeds"]
    aside = [name for name in chosen if name in KEPT_ASIDE]
    for name in [*shown, "seeds"] if "--stories" in sys.argv else []:
        if name in scores:
            show(name, scores[name], faults=False)
    for title, names in (("looked at", shown), ("kept aside", aside), ("seeds", [n for n in chosen if n == "seeds"])):
        if names:
            # The faults of those kept aside stay unseen.
            is_shown = faults and (title != "kept aside" or "--aside" in sys.argv)
            show(f"{title}: {', '.join(names)}", add_up(scores[name] for name in names), faults=is_shown)
    if shown and aside:
        show("all but the seeds", add_up(scores[name] for name in [*shown, *aside]), faults=False)


if __name__ == "__main__":
    main()
