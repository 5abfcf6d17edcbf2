from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import records
from extractors.account_records import Account, ClaimGroup, ClaimMembership, Conflict, Report
from extractors.decisions import Arrival, Decision, EventKind, EventReason, Ruling, StoryEvent, StoryMember
from extractors.records import Origin, Quantity, Reason, Rejection, Stage
from storage.articles import known_articles, texts_of
from storage.batch import Batch, commit_batch
from storage.claims import StoryClaims, claims_of_stories
from storage.documents import Document, known_documents
from storage.fingerprints import articles_arrived, load_arrivals, load_fingerprints, load_samples, stories_of_days
from storage.robots import RobotsFile
from storage.rows import insert_records, select_rows
from storage.runs import RunCounts
from storage.sources import Poll, Sighting, Source, SourceEntry
from storage.stories import StoryChanges, given_story_ids, resolve_story, titles_of
from tests.storage.conftest import NOON, place

TABLES = {
    "articles": records.Article,
    "fingerprints": records.Fingerprint,
    "provenance": records.Provenance,
    "copies": records.CopyMembership,
    "story_members": StoryMember,
    "story_events": StoryEvent,
    "story_rulings": Ruling,
    "claims": records.Claim,
    "quantities": records.Quantity,
    "origins": records.Origin,
    "people": records.Appearance,
    "claim_groups": ClaimGroup,
    "claim_members": ClaimMembership,
    "conflicts": Conflict,
    "rejections": records.Rejection,
    "documents": Document,
    "sources": Source,
    "source_entries": SourceEntry,
    "polls": Poll,
    "robots_files": RobotsFile,
    "sightings": Sighting,
    "revisions": records.Revision,
}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_fields_of_its_record(desk: Any, table: str) -> None:
    columns = [row[0] for row in desk.ask(f"DESCRIBE loom.{table}")]
    assert {field.name for field in fields(TABLES[table])} <= set(columns)


def full_batch(desk: Any) -> Batch:
    """Make a batch that writes to every table."""
    one, two = desk.reading("a1", ["Rain fell.", "40 % more."]), desk.reading("a2", ["No rain fell."])
    figure = Quantity("q1", "a1-1", "a1", 40.0, None, "percent", None, None, None, None, "40 %", 11, 15)
    credit = Origin("a1", None, "Daily Globe", "daily globe", "byline", "Daily Globe", None, None)
    who = records.Appearance("a1", "Ada Brook", "witness", "Ada Brook", 13, 22)
    told = replace(one, quantities=(figure,), origins=(credit,), people=(who,))
    batch = desk.batch(told, two, copies=[("a1", "a1"), ("a2", "a2")])
    account = batch.accounts["s"]
    conflict = Conflict("c1", "s", "denial", "g-a1-0", "g-a2-0", "a1-0", "a2-0", "Rain", "No rain", "They differ.")
    batch.accounts["s"] = replace(account, conflicts=(conflict,))
    batch.rejections.append(Rejection("bad.txt", None, Stage.DECODE, Reason.BINARY, "It is an image."))
    batch.counts = RunCounts(added=2, rejected=1)
    return batch  # type: ignore[no-any-return]


def test_a_batch_writes_to_every_table_and_again_changes_nothing_but_the_counts(desk: Any) -> None:
    commit_batch(desk.con, full_batch(desk))
    first = desk.dump()
    assert [table for table, rows in first.items() if not rows] == [
        "aliases",  # what comes from the web is remembered beside a batch: see tests/flows/test_sourcing.py
        "forgotten",
        "inbox_files",
        "polls",
        "responses",
        "revisions",
        "robots_files",
        "sightings",
        "site_blocks",
        "site_pages",
        "source_entries",
        "sources",
        "story_events",  # its stories changed nothing, and nobody ruled on them
        "story_redirects",
        "story_rulings",
    ]
    again = full_batch(desk)
    again.counts = RunCounts()
    commit_batch(desk.con, again)
    assert {table: len(rows) for table, rows in desk.dump().items()} == {
        table: len(rows) for table, rows in first.items()
    }
    moved = {"articles"}  # a revision arrives anew
    assert all(desk.dump()[table] == first[table] for table in first.keys() - moved)


@pytest.mark.parametrize("broken", ["readings", "copies", "stories", "accounts", "headlines", "rejections"])
def test_a_batch_that_fails_leaves_nothing(desk: Any, broken: str) -> None:
    desk.store(desk.reading("a0"), story="s0")
    before = desk.dump()
    batch = full_batch(desk)
    wrong: dict[str, Any] = {
        "readings": [*batch.readings, desk.reading("a3", source=None)],
        "copies": [records.CopyMembership("a1", None)],  # type: ignore[arg-type]
        "stories": place(StoryMember("a1", None, 1.0, (), (), ())),  # type: ignore[arg-type]
        "accounts": {"s": Account((), (), (replace(batch.accounts["s"].conflicts[0], explanation=None),))},  # type: ignore[arg-type]
        "headlines": {None: "No story"},
        "rejections": [Rejection("x", None, Stage.DECODE, Reason.BINARY, None)],  # type: ignore[arg-type]
    }
    with pytest.raises(duckdb.ConstraintException):
        commit_batch(desk.con, replace(batch, **{broken: wrong[broken]}))
    assert desk.dump() == before
    commit_batch(desk.con, batch)
    assert len(desk.dump()["articles"]) == 3


def test_a_revision_replaces_every_row_and_keeps_when_it_was_first_seen(desk: Any) -> None:
    commit_batch(desk.con, full_batch(desk))
    later = datetime(2027, 1, 1, tzinfo=UTC)
    desk.store(desk.reading("a1", ["Sun shone."]), at=later)
    assert texts_of(desk.con, ["a1", "a2", "a9"]) == {"a1": "Sun shone.", "a2": "No rain fell."}
    assert desk.ask("SELECT claim_id FROM loom.claims ORDER BY ALL") == [("a1-0",), ("a2-0",)]
    assert desk.ask("SELECT count(*) FROM loom.quantities") == desk.ask("SELECT count(*) FROM loom.origins") == [(0,)]
    assert desk.ask("SELECT article_id FROM loom.articles ORDER BY seq") == [("a2",), ("a1",)]
    assert desk.ask("SELECT count(DISTINCT first_seen_at) FROM loom.articles") == [(1,)]
    assert known_articles(desk.con)["a1"] == desk.reading("a1", ["Sun shone."]).article.document_id
    assert len(known_documents(desk.con)) == 3, "the superseded document stays known"


def test_of_two_readings_of_one_article_in_a_batch_the_last_counts(desk: Any) -> None:
    first, last = desk.reading("a", ["Old.", "Older."]), desk.reading("a", ["New."])
    desk.store(first, desk.reading("b"), last, accounts=desk.batch(last).accounts)
    assert desk.ask("SELECT article_id, text FROM loom.articles ORDER BY seq") == [("b", "It rained."), ("a", "New.")]
    assert desk.ask("SELECT text FROM loom.claims WHERE article_id = 'a'") == [("New.",)]
    assert {first.article.document_id, last.article.document_id} < known_documents(desk.con)


def test_memberships_move_stored_articles_and_an_empty_story_is_forgotten(desk: Any) -> None:
    one, two = desk.reading("a1"), desk.reading("a2")
    desk.store(one, story="s1")
    desk.store(two, story="s2")
    merged = Account((ClaimGroup("g", "s1", "a1-0"),), (ClaimMembership("a1-0", "g"), ClaimMembership("a2-0", "g")), ())
    commit_batch(
        desk.con,
        Batch(
            "run",
            datetime(2027, 1, 1, tzinfo=UTC),
            stories=place(StoryMember("a2", "s1", 0.5, (), (), ())),
            accounts={"s1": merged, "s2": Account((), (), ())},
            headlines={"s1": "Both", "s2": None},
        ),
    )
    assert desk.ask("SELECT story_id, headline, article_count FROM stories") == [("s1", "Both", 2)]
    assert desk.ask("SELECT claim_group_id, claim_count FROM claim_groups") == [("g", 2)]


def test_documents_know_all_articles_they_became_and_where_they_are_kept(desk: Any) -> None:
    mirrored = [Document("d", "a1"), Document("d", "a2", "seg-1", 10, 20)]
    desk.store(documents=mirrored)
    desk.store(documents=[Document("d", "a1", "seg-1", 0, 10)])
    assert desk.ask("SELECT article_id, segment, record_offset FROM loom.documents ORDER BY ALL") == [
        ("a1", "seg-1", 0),
        ("a2", "seg-1", 10),
    ]


def test_fingerprints_come_back_as_they_went(desk: Any) -> None:
    readings = [desk.reading(f"a{number}") for number in (3, 1, 2)]
    odd = replace(
        readings[1].fingerprint, terms=("a,b", '"', "\\", "", "\0", "é☂"), vector=bytes(range(256)), language=None
    )
    readings[1] = replace(readings[1], fingerprint=odd)
    desk.store(*readings, copies=[("a3", "a2"), ("a2", "a2")])
    second, day = readings[2].fingerprint, (NOON + timedelta(days=1)).date()
    assert load_fingerprints(desk.con, ["a1", "a2", "none"]) == {"a1": odd, "a2": second}
    first = readings[0].fingerprint
    told = [Arrival(odd, day, 2), Arrival(second, day, 3), Arrival(first, day, 1, "a2")]
    assert load_arrivals(desk.con, ["s"]) == [(arrival, "s") for arrival in told]
    assert load_arrivals(desk.con, ["t"]) == []
    samples = {made.article_id: (made, original) for made, original in load_samples(desk.con)}
    assert samples["a3"] == (replace(first, terms=(), term_counts=(), names=(), numbers=(), vector=b""), "a2")
    assert [samples[key][1] for key in ("a1", "a2")] == ["a1", "a2"]


def test_what_is_no_copy_of_an_original_in_its_story_stands_for_itself(desk: Any) -> None:
    """A database that an older version left may say so."""
    desk.store(desk.reading("a1"), story="s1", copies=[("a1", "a2")])
    desk.store(desk.reading("a2"), story="s2", copies=[("a2", "gone")])
    assert [arrival.copy_of for arrival, _ in load_arrivals(desk.con, ["s1", "s2"])] == [None, None]
    assert sorted(original for _, original in load_samples(desk.con)) == ["a1", "a2"]


def test_samples_can_be_read_while_other_queries_run(desk: Any) -> None:
    desk.store(*(desk.reading(f"a{number}") for number in range(3)))
    read = [(made.article_id, desk.ask("SELECT 1")) for made, _ in load_samples(desk.con)]
    assert len(read) == 3


def test_stories_are_found_by_days_of_publication_and_articles_by_days_and_numbers_of_arrival(desk: Any) -> None:
    day, later = NOON.date(), NOON.date() + timedelta(days=1)
    desk.store(desk.reading("dated"), story="story")
    desk.store(desk.reading("undated", published_at=None, published_on=None), story="other")
    assert stories_of_days(desk.con, [day]) == ["story"]
    assert stories_of_days(desk.con, [later]) == stories_of_days(desk.con, []) == []
    assert articles_arrived(desk.con, [later], [range(2), range(2, 9)], dated=True) == ["dated"]
    assert articles_arrived(desk.con, [later], [range(9)], dated=False) == ["undated"]
    assert articles_arrived(desk.con, [later], [range(2)], dated=False) == []
    assert articles_arrived(desk.con, [day], [range(9)], dated=True) == []


def test_a_merged_story_goes_on_under_its_new_id_however_often_it_is_merged(desk: Any) -> None:
    for key in ("a", "b", "c"):
        desk.store(desk.reading(key), story=f"s-{key}")
    changes = StoryChanges()
    merge = StoryEvent(EventKind.MERGE, "s-b", "s-c", "x", EventReason.RESEMBLES)
    changes.add(Decision((StoryMember("x", "s-c", 0.5, ("term",), (), ()),)))
    changes.add(Decision(events=(merge,), merged={"s-c": "s-b"}))
    assert changes.members["x"].story_id == "s-b"
    desk.store(desk.reading("x"), stories=changes)
    desk.store(stories=StoryChanges(merged={"s-b": "s-a"}, events=[replace(merge, story_id="s-a")]))
    assert {resolve_story(desk.con, f"s-{key}") for key in "abc"} == {"s-a"}
    assert resolve_story(desk.con, "never given") is None
    assert given_story_ids(desk.con) == {"s-a", "s-b", "s-c"}
    assert {story_id for (story_id,) in desk.ask("SELECT story_id FROM story_articles")} == {"s-a"}
    assert desk.ask("SELECT event_number, event, story_id, other_story_id FROM story_events") == [
        (1, "merge", "s-b", "s-c"),
        (2, "merge", "s-a", "s-c"),
    ]


def test_a_story_is_read_in_order_of_arrival_and_of_the_text(desk: Any) -> None:
    second, first = desk.reading("a1", ["One.", "Two."], outlet="Globe"), desk.reading("z", ["Three."])
    desk.store(first, story="s1")
    desk.store(replace(second, claims=second.claims[::-1]), story="s1")
    told = claims_of_stories(desk.con, ["s1", "empty"])
    assert told["s1"].claims == [*first.claims, *second.claims]
    published = first.article.published_at
    assert told["s1"].reports == [Report("z", None, published), Report("a1", "Globe", published)]
    assert told["empty"] == StoryClaims()
    titles = titles_of(desk.con, ["z", "a1", "not stored"])
    assert {key: (title.article_id, title.title) for key, title in titles.items()} == {
        "z": ("z", "Title of z"),
        "a1": ("a1", "Title of a1"),
    }


def test_quantities_come_back_as_they_went(desk: Any) -> None:
    commit_batch(desk.con, full_batch(desk))
    assert claims_of_stories(desk.con, ["s"])["s"].quantities == list(full_batch(desk).readings[0].quantities)


def test_a_rejection_is_the_current_state_of_its_input(desk: Any) -> None:
    def rejection(source: str, record: str | None, detail: str) -> Rejection:
        return Rejection(source, record, Stage.DECODE, Reason.BINARY, detail)

    desk.store(rejections=[rejection("x", None, "first"), rejection("x", "1", "first"), rejection("x", "1", "second")])
    assert desk.ask("SELECT record, detail FROM rejections ORDER BY ALL") == [("1", "second"), (None, "first")]
    desk.store(rejections=[rejection("x", None, "again")])
    desk.store(accepted=[("x", "1"), ("never seen", None)])
    assert desk.ask("SELECT record, detail, run_id FROM rejections") == [(None, "again", "run")]
    desk.store(accepted=[("x", None)])
    assert desk.ask("SELECT count(*) FROM rejections") == [(0,)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=5))
def test_any_text_is_stored_code_point_for_code_point(desk: Any, texts: list[str]) -> None:
    desk.con.execute("DELETE FROM loom.copies")
    insert_records(desk.con, "copies", [records.CopyMembership(str(n), text) for n, text in enumerate(texts)])
    stored = desk.ask("SELECT copy_set_id, length(copy_set_id) FROM loom.copies ORDER BY article_id")
    clean = ["".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text) for text in texts]
    assert stored == [(text, len(text)) for text in clean]


def test_lone_surrogates_and_nuls_do_not_stop_a_batch(desk: Any) -> None:
    desk.store(desk.reading("a", ["One \ud800 two \0 three ☂."], source="caf\udce9.txt", authors=("\udfff",)))
    assert desk.ask("SELECT text, source, authors FROM articles") == [
        ("One \ufffd two \0 three ☂.", "caf\ufffd.txt", ["\ufffd"])
    ]
    assert desk.ask(
        "SELECT substring(a.text, char_start + 1, char_end - char_start) = c.text FROM claims c, articles a"
    ) == [(True,)]


def test_rows_are_found_wherever_they_lie_in_a_long_table(desk: Any) -> None:
    desk.con.execute("INSERT INTO loom.copies SELECT 'a' || range, 'set ' || range // 2 FROM range(60_000)")
    for places in (range(0), range(7, 8), range(100, 300, 2), [*range(9000, 9200), *range(11, 60_000, 5000)]):
        ids = [f"a{place}" for place in places]
        found = select_rows(desk.con, "copies", "r.article_id, r.copy_set_id", [*ids, "not stored"])
        assert sorted(found) == sorted((f"a{place}", f"set {place // 2}") for place in places)
