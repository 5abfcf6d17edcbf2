"""A long history for the benchmark of scale: a database of made articles, and readings of reports that come on top.

History is made inside the database (`history.sql`), some thousand articles a second: terms by word and name
frequencies, in stories of four. Its texts are drawn apart from its shingles, for only those of articles that share
shingles are ever read. So that reports on top find copies, some articles strewn over the history are real readings of
composed texts.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from extractors.decisions import Decision, StoryMember
from extractors.reading import extract_page, read_article
from extractors.records import CopyMembership, Given, RawDocument, Reading, Rejection
from extractors.terms import stem_words
from storage.batch import Batch, commit_batch
from storage.database import open_database
from storage.rows import as_json
from storage.stories import StoryChanges
from tests.benchmarks.pages import CUES, PLAIN, SYLLABLES, WEIGHTS

LAST_DAY = datetime.now(UTC).date()
REPORTS = 4  # a story, all of one day
NAMES, STORY_WORDS = 6, 40
# One report in ten on top reprints another on top, one an article of the history; a third tell a story of its last day.
REPRINTED = 256
LARGEST = 100_000  # articles made at a time
STATEMENTS = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a history is: articles, articles a day, and claims an article."""

    articles: int
    daily: int
    claims: int = 12


def invent_names(count: int) -> list[str]:
    """Return so many made-up names of two words, always the same."""
    rng = random.Random("names")
    return [
        " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(5, 9))).title() for _ in range(2)) for _ in range(count)
    ]


ALL_NAMES = invent_names(30_000)


def fill_history(path: Path, scale: Scale, printed: list[Reading]) -> None:
    """Create the database at `path` with a history; `printed` are real readings strewn over it, each a story."""
    with open_database(path) as con:
        prepare(con, scale, printed)
        for first in range(0, scale.articles, LARGEST):
            set_variables(con, first=first, last=min(first + LARGEST, scale.articles))
            con.execute(STATEMENTS.read_text("utf-8"))
        batch = Batch("history", datetime.combine(LAST_DAY, time(12), UTC), readings=printed)
        ids = [reading.article.article_id for reading in printed]
        batch.copies = [CopyMembership(key, key) for key in ids]
        batch.stories = StoryChanges()
        batch.stories.add(Decision(tuple(StoryMember(key, f"story of {key}", 1.0, (), (), ()) for key in ids)))
        commit_batch(con, batch)


def prepare(con: DuckDBPyConnection, scale: Scale, printed: list[Reading]) -> None:
    """Set what the statements refer to, but for which articles they are to make."""
    set_variables(
        con,
        count=scale.articles,
        daily=scale.daily,
        claims=scale.claims,
        last_day=LAST_DAY,
        version=printed[0].fingerprint.version,
        words=PLAIN,
        word_terms=stem_words(PLAIN, "en"),
        names=ALL_NAMES,
        name_terms=[stem_words(name.split(), "en") for name in ALL_NAMES],
        vectors=[reading.fingerprint.vector for reading in printed],
    )


def set_variables(con: DuckDBPyConnection, **values: Any) -> None:
    for name, value in values.items():
        if isinstance(value, list) and not isinstance(value[0], bytes):  # long: bound as it is, it takes half a minute
            shape = as_json(["VARCHAR"] if isinstance(value[0], str) else [["VARCHAR"]])
            con.execute(
                f"SET VARIABLE {name} = from_json_strict($value, $shape)", {"value": as_json(value), "shape": shape}
            )
        else:
            con.execute(f"SET VARIABLE {name} = $value", {"value": value})


def compose(rng: random.Random, story: int, sentences: int = 30) -> str:
    """Return a report of a story, in its names and words among others as frequent as in any text."""
    names = [ALL_NAMES[(story * NAMES + i) * 7919 % len(ALL_NAMES)] for i in range(NAMES)]
    own = [PLAIN[(story * 31 + i * 977) % len(PLAIN)] for i in range(STORY_WORDS)]
    said = []
    for _ in range(sentences):
        words = rng.sample(own, 6) + rng.choices(PLAIN, cum_weights=WEIGHTS, k=10)
        rng.shuffle(words)
        kind = rng.random()
        if kind < 0.2:
            said.append(f"“{' '.join(words).capitalize()},” {rng.choice(CUES)} {rng.choice(names)}.")
        elif kind < 0.5:
            said.append(f"{rng.choice(names)} {rng.choice(CUES)} that {rng.randint(12, 900)} {' '.join(words)}.")
        else:
            said.append(f"{' '.join(words).capitalize()} {rng.choice(names)}.")
    return "\n\n".join(said)


def print_history(scale: Scale) -> list[Reading]:
    """Return the real readings of a history, of any of its days."""
    rng = random.Random("printed")
    days = scale.articles // scale.daily
    made = (
        read(f"printed/{i}", f"Report {i}", compose(rng, 10**9 + i), LAST_DAY - timedelta(rng.randrange(days)))
        for i in range(REPRINTED)
    )
    return [reading for _, reading in made]


def report_on_top(count: int, scale: Scale, printed: list[Reading]) -> Iterator[tuple[RawDocument, Reading]]:
    """Yield so many reports of the day after the last: of its stories, of new ones, and reprints."""
    rng = random.Random("on top")
    texts: list[str] = []
    for i in range(count):
        kind = rng.random()
        story = 2 * 10**9 + i // REPORTS
        if kind < 0.1:
            text = _edit(rng, rng.choice(printed).article.text)
        elif kind < 0.2 and texts:
            text = _edit(rng, rng.choice(texts))
        elif kind < 0.5:
            text = compose(rng, (scale.articles - rng.randrange(1, scale.daily)) // REPORTS)
        else:
            text = compose(rng, story)
        texts.append(text)
        yield read(f"top/{i}", f"News {i}", text, LAST_DAY)


def read(key: str, title: str, text: str, day: date) -> tuple[RawDocument, Reading]:
    """Return a document and what is read of it."""
    url = f"https://wire.example/{key}"
    raw = RawDocument(
        "top", key, key, text.encode(), "text", day, url, given=Given(title=title, published_at=str(day), language="en")
    )
    page = extract_page(raw)
    assert not isinstance(page, Rejection)
    return raw, read_article(replace(page.article, published_on=day))


def _edit(rng: random.Random, text: str) -> str:
    """Return a light edit of a text: some paragraphs go, a line comes in front."""
    kept = [line for line in text.splitlines() if line and rng.random() < 0.9]
    return "\n\n".join([f"By our own staff on desk {rng.randrange(10**6)}.", *kept])
