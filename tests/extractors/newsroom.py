"""Sample texts as fingerprints, and what a database would hold of the stories they become."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from extractors.decisions import Arrival, Decision
from extractors.fingerprint import fingerprint
from extractors.records import Article, Fingerprint
from extractors.tracking import StoryTracker

GOLDEN = Path(__file__).parents[1] / "golden" / "stories"
SEEDS = Path(__file__).parents[2] / "seeds"
DAY = date(2026, 3, 4)
ARRIVED = date(2026, 6, 1)


def article(key: str, text: str, title: str | None = None, language: str | None = "en") -> Article:
    values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Article))
    return Article(**(values | {"article_id": key, "text": text, "title": title, "language": language}))


@cache
def read(folder: str, language: str = "en", pattern: str = "*") -> dict[str, Fingerprint]:
    """Return the fingerprints of a golden folder by name; the first line of a file is its title."""
    made = {}
    for path in sorted((GOLDEN / folder).glob(f"{pattern}.txt")):
        title, text = path.read_text(encoding="utf-8").split("\n", 1)
        made[path.stem] = fingerprint(article(path.stem, text, title, language))
    return made


@cache
def read_seeds() -> dict[str, Fingerprint]:
    return {
        path.stem: fingerprint(article(path.stem, path.read_text(encoding="utf-8"))) for path in sorted(SEEDS.iterdir())
    }


class Table:
    """What a database would hold of stories: places by article, and where merged ids went."""

    def __init__(self, tracker: StoryTracker | None = None) -> None:
        self.tracker = tracker or StoryTracker()
        self.story_of: dict[str, str] = {}
        self.merged: dict[str, str] = {}
        self.decisions: list[Decision] = []

    def take(self, arrival: Arrival) -> Decision:
        if arrival.fingerprint.article_id in self.tracker:
            self.tracker.remove(arrival.fingerprint.article_id)
        self.write(self.tracker.take(arrival))
        return self.decisions[-1]

    def write(self, decision: Decision) -> None:
        self.decisions.append(decision)
        for old, new in decision.merged.items():
            self.merged[old] = new
            self.story_of = {key: new if value == old else value for key, value in self.story_of.items()}
        self.story_of |= {member.article_id: member.story_id for member in decision.members}

    def resolve(self, story_id: str) -> str:
        while story_id in self.merged:
            story_id = self.merged[story_id]
        return story_id

    def stories(self) -> set[frozenset[str]]:
        found = defaultdict(set)
        for article_id, story_id in self.story_of.items():
            found[story_id].add(article_id)
        return set(map(frozenset, found.values()))


def tell(prints: Iterable[Fingerprint], table: Table | None = None) -> Table:
    table = table or Table()
    for number, made in enumerate(prints, len(table.story_of)):
        table.take(Arrival(made, ARRIVED, number))
    return table


def invent(key: str, words: Sequence[str], day: date | None = DAY, language: str = "en") -> Fingerprint:
    """Return the fingerprint of an article that says each of `words` once."""
    counts = (1,) * len(words)
    return Fingerprint(key, language, day, key, b"", tuple(words), counts, tuple(words[:2]), (), b"", "test")


def words(event: str, numbers: Iterable[int]) -> list[str]:
    return [f"{event}ishness{number}" for number in numbers]


def tell_apart(one: int, most: int = 10) -> list[Fingerprint]:
    """Return articles of one event: any two share most of their words."""
    return [
        invent(f"{one}-{k}", [*words(f"event{one}", range(8)), *words(f"own{one}x{k}", range(4))]) for k in range(most)
    ]
