import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.account_records import Account, ClaimGroup, ClaimMembership, Conflict
from extractors.decisions import EventKind, EventReason, StoryEvent
from extractors.records import Origin, Quantity, Reason, Rejection, Stage
from extractors.site_records import SiteBlock, SiteLesson, SitePage
from storage.database import open_database
from storage.runs import RunCounts
from storage.site_blocks import write_lessons
from storage.stories import StoryChanges
from storage.verification import Finding, verify


@pytest.fixture(scope="module")
def full(started: Path, desk_on: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a database with a row of every kind, all sound; the texts hold what makes offsets go wrong."""
    path = tmp_path_factory.mktemp("full") / "news.duckdb"
    shutil.copy(started, path)
    with open_database(path) as con:
        desk = desk_on(con)
        fill(desk)
        yield desk


def fill(desk: Any) -> None:
    lines = [
        "☂ Rain fell, Ada Brook said.",
        "About 40 % more\u0301 \0 than before 👩‍👩‍👧.",
        "So the Daily Globe reports.",
    ]
    one, two = desk.reading("a1", lines), desk.reading("a2", ["No rain fell."])
    start = len(lines[0]) + 1
    globe = len(lines[0]) + len(lines[1]) + 2 + len("So the ")
    claims = (replace(one.claims[0], speaker="Ada Brook", speaker_start=13, speaker_end=22), *one.claims[1:])
    figure = Quantity(
        "q1", "a1-1", "a1", 40.0, 50.0, "percent", "about", None, None, None, "40 %", start + 6, start + 10
    )
    credits_ = (
        Origin("a1", None, "Daily Globe", "daily globe", "title", "Daily Globe", None, None),
        Origin("a1", "a1-2", "Daily Globe", "daily globe", "text", "Daily Globe", globe, globe + 11),
    )
    groups = tuple(ClaimGroup("g" + claim, "s", claim) for claim in ("a1-0", "a1-1", "a1-2", "a2-0"))
    members = tuple(ClaimMembership(group.claim_id, group.claim_group_id) for group in groups)
    conflict = Conflict("c1", "s", "denial", "ga1-0", "ga2-0", "a1-0", "a2-0", "Rain", "No rain", "They differ.")
    desk.store(
        replace(one, claims=claims, quantities=(figure,), origins=credits_),
        two,
        copies=[("a1", "a1"), ("a2", "a1")],
        accounts={"s": Account(groups, members, (conflict,))},
        rejections=[Rejection("bad", str(reason), stage, reason, "detail") for stage in Stage for reason in Reason],
        counts=RunCounts(added=2, rejected=1, copies=1),
    )
    desk.store(desk.reading("other"), story="s2")
    page = SitePage("globe.example", 9, b"", b"", b"", "article/1", "a1")
    block = SiteBlock("globe.example", 7, "Read by three million.", 3, 9, "a1", "article/1")
    write_lessons(desk.con, [SiteLesson("globe.example", "article/1", 1, (page,), (block,))])
    reason = EventReason.RESEMBLES
    told = [
        StoryEvent(EventKind.MERGE, "s", "old", "a2", reason),
        StoryEvent(EventKind.ASSIGNMENT, "s", None, "a2", reason),
    ]
    desk.store(stories=StoryChanges(merged={"old": "s"}, events=told), accounts={}, headlines={})
    desk.con.execute("INSERT INTO loom.people VALUES ('a1', 'Ada Brook', 'witness', 'Ada Brook', 13, 22)")


def test_a_sound_database_has_no_findings(full: Any) -> None:
    assert verify(full.con) == []


def test_an_empty_database_has_no_findings(desk: Any) -> None:
    assert verify(desk.con) == []


UNCUT, OUTSIDE = "its offsets do not cut its text", "its offsets lie outside the article"
ORPHAN, LIST, EMPTY = "its article is not stored", "is none of its list", "an empty string stands where NULL should"
TWICE, UNCLAIMED = "its id occurs more than once", "its claim is not stored"
STRANGE, MISPLACED = "its claim is of another article", "it has offsets outside the text, or none in it"
SPEAKER = "its speaker's offsets lie outside the article"

# (view, which row of the table, its id as verify names it): [(what is changed, the problem that must be named)]
UPDATES = {
    ("claims", "claim_id = 'a2-0'", "a2-0"): [
        ("text = 'Rain'", UNCUT),
        ("char_start = 1", UNCUT),
        ("char_end = 9999, sentence_end = 9999", OUTSIDE),
        ("char_start = -1", OUTSIDE),
        ("char_end = char_start, text = ''", OUTSIDE),
        ("sentence_end = 9999", "its sentence lies outside the article"),
        ("sentence_start = 5", "its sentence does not contain it"),
        ("kind = 'rumour'", f"kind {LIST}"),
        ("speaker_kind = 'animal'", f"speaker_kind {LIST}"),
        ("check_worthiness = 1.1", "check_worthiness is not between 0 and 1"),
        ("check_worthiness = 'nan'", "check_worthiness is not between 0 and 1"),
        ("cue = ''", EMPTY),
        ("article_id = 'gone'", ORPHAN),
        ("article_id = 'gone'", "origin_key is NULL"),
    ],
    ("claims", "claim_id = 'a1-0'", "a1-0"): [("speaker_end = 9999", SPEAKER), ("speaker_end = NULL", SPEAKER)],
    ("quantities", "true", "q1"): [
        ("text = '41 %'", UNCUT),
        ("char_end = 9999", OUTSIDE),
        ("char_start = 2, char_end = 6, text = 'Rain'", "its claim does not contain it"),
        ("article_id = 'gone'", ORPHAN),
        ("claim_id = 'gone'", UNCLAIMED),
        ("claim_id = 'a2-0'", STRANGE),
        ("qualifier = 'roughly'", f"qualifier {LIST}"),
        ("value = 'inf'", "its value is no finite number"),
        ("value_max = 39", "its range ends below its start"),
        ("unit = ''", EMPTY),
    ],
    ("origins", "field = 'text'", "a1 a1-2 Daily Globe"): [
        ("text = 'Globe'", UNCUT),
        ("char_end = 9999", OUTSIDE),
        ("char_end = NULL", MISPLACED),
    ],
    ("origins", "field = 'title'", "a1 Daily Globe"): [
        ("char_start = 1", MISPLACED),
        ("field = 'footer'", f"field {LIST}"),
        ("text = ''", "it is an empty string"),
    ],
    ("origins", "claim_id = 'a1-2'", "a1 gone Daily Globe"): [("claim_id = 'gone'", UNCLAIMED)],
    ("origins", "claim_id = 'a1-2' ", "a1 a2-0 Daily Globe"): [("claim_id = 'a2-0'", STRANGE)],
    ("origins", "field = 'title' ", "gone Daily Globe"): [("article_id = 'gone'", ORPHAN)],
    ("people", "true", "a1 Ada Brook"): [("text = 'Ada'", UNCUT), ("char_start = -1", OUTSIDE)],
    ("people", "true ", "gone Ada Brook"): [("article_id = 'gone'", ORPHAN)],
    ("articles", "article_id = 'a2'", "a2"): [
        ("published_precision = 'year'", f"published_precision {LIST}"),
        ("published_from = 'rumour'", f"published_from {LIST}"),
        ("modified_at = published_at, modified_from = 'update'", f"modified_from {LIST}"),
        ("modified_from = 'page'", "the source of a date stands without it"),
        (
            "modified_at = published_at - INTERVAL 1 SECOND, modified_from = 'page'",
            "modified_at is before published_at",
        ),
        ("word_count = -1", "word_count is negative"),
        ("title = ''", EMPTY),
        ("document_id = 'gone'", "its document is not recorded"),
    ],
    ("story_events", "number = 1", "event 1"): [
        ("kind = 'party'", f"event {LIST}"),
        ("reason = 'whim'", f"reason {LIST}"),
        ("other_story_id = NULL", "other_story_id does not go with the event"),
        ("kind = 'move', article_id = NULL", "it names no article"),
    ],
    ("story_events", "number = 1 ", "event 2"): [("number = 2", "its number occurs more than once")],
    ("story_events", "number = 1  ", "s2"): [("other_story_id = 's2'", "it was merged and does not resolve")],
    ("stories", "story_id = 's'", "s"): [("headline = ''", "headline is an empty string")],
    ("claim_groups", "claim_group_id = 'ga2-0'", "ga2-0"): [
        ("claim_id = 'a1-0'", "its representative is not in it"),
        ("story_id = 'gone'", "its story is not stored"),
    ],
    ("conflicts", "true", "c1"): [
        ("kind = 'taste'", f"kind {LIST}"),
        ("claim_group_id_b = 'gone'", "one of its groups is not stored"),
        ("story_id = 's2'", "one of its groups is of another story"),
        ("claim_id_a = 'a1-1'", "its evidence is not in its groups"),
    ],
    ("site_blocks", "true", "globe.example Read by three million."): [
        ("page_count = 2", "fewer than three pages showed it"),
        ("last_page = 10", "a page showed it that its site does not have"),
    ],
    ("site_blocks", "true ", "globe.example "): [("text = ''", "its text is empty")],
    ("rejections", "record = 'empty'", "bad empty"): [
        ("stage = 'moon'", f"stage {LIST}"),
        ("reason = 'mood'", f"reason {LIST}"),
        ("run_id = 'gone'", "its run is not recorded"),
    ],
    ("runs", "true", "run"): [
        ("read = read + 1", "its counts do not add up"),
        ("copies = 99", "it counts more copies than articles added"),
        ("unchanged = -1", "a count is negative"),
        ("status = 'dreaming'", f"status {LIST}"),
        ("status = 'completed'", "finished_at does not fit its status"),
        ("finished_at = started_at", "finished_at does not fit its status"),
    ],
}
# Rows that occur twice, are left alone or are missing: (the statement, view, id, problem).
OTHERS = [
    ("INSERT INTO loom.articles FROM loom.articles", "articles", "a2", TWICE),
    ("INSERT INTO loom.stories FROM loom.stories", "stories", "s", TWICE),
    ("INSERT INTO loom.claims FROM loom.claims", "claims", "a2-0", TWICE),
    ("INSERT INTO loom.quantities FROM loom.quantities", "quantities", "q1", TWICE),
    ("INSERT INTO loom.claim_groups FROM loom.claim_groups", "claim_groups", "ga2-0", TWICE),
    ("INSERT INTO loom.conflicts FROM loom.conflicts", "conflicts", "c1", TWICE),
    ("INSERT INTO loom.runs FROM loom.runs", "runs", "run", TWICE),
    (
        "INSERT INTO loom.conflicts SELECT * REPLACE ('c2' AS conflict_id) FROM loom.conflicts",
        *("conflicts", "c2", "its kind and pair of groups occur more than once"),
    ),
    (
        "INSERT INTO loom.rejections FROM loom.rejections",
        *("rejections", "bad empty", "its source and record occur more than once"),
    ),
    (
        "INSERT INTO loom.site_blocks FROM loom.site_blocks",
        *("site_blocks", "globe.example Read by three million.", "its site has learned it more than once"),
    ),
    (
        "INSERT INTO loom.site_pages FROM loom.site_pages",
        *("site_blocks", "globe.example 9", "its site has that page more than once"),
    ),
    (
        "INSERT INTO loom.documents FROM loom.documents",
        *("documents", "a2", "a document occurs more than once for one article"),
    ),
    (
        "UPDATE loom.documents SET segment = 's', pruned_at = now()",
        *("documents", "a2", "a document was pruned and is still kept"),
    ),
    ("DELETE FROM loom.articles", "documents", "a2", ORPHAN),
    ("INSERT INTO loom.forgotten VALUES ('article', 'a2', now())", "documents", "a2", "it was forgotten and is here"),
    (
        "INSERT INTO loom.forgotten VALUES ('site', 'example', now())",
        *("documents", "a2", "its site was forgotten and it is here"),
    ),
    ("UPDATE loom.articles SET text = upper(text)", "claims", "a2-0", UNCUT),
    ("DELETE FROM loom.claim_members", "claims", "a2-0", "claim_group_id is NULL"),
    (
        "INSERT INTO loom.claim_members (claim_id, claim_group_id) VALUES ('a2-0', 'ga1-0')",
        "claims",
        "a2-0",
        "it is in more than one group",
    ),
    (
        "INSERT INTO loom.claim_members (claim_id, claim_group_id) VALUES ('gone', 'ga1-0')",
        *("claims", "gone", "its place in a group is left without a claim"),
    ),
    (
        "UPDATE loom.claim_members SET story_id = 's2' WHERE claim_id = 'a2-0'",
        *("claims", "a2-0", "its place in a group is kept for another story"),
    ),
    ("DELETE FROM loom.claim_groups", "claims", "a2-0", "its group is not stored"),
    ("UPDATE loom.claim_groups SET story_id = 's2'", "claims", "a2-0", "its group is of another story"),
    ("DELETE FROM loom.story_members", "claims", "a2-0", "story_id is NULL"),
    ("DELETE FROM loom.story_members", "articles", "a2", "story_id is NULL"),
    ("DELETE FROM loom.fingerprints", "articles", "a2", "it has no fingerprint"),
    ("DELETE FROM loom.provenance", "articles", "a2", "it has no provenance"),
    ("DELETE FROM loom.articles", "articles", "a2", "its set of copies is left without an article"),
    (
        "INSERT INTO loom.story_members VALUES ('a2', 's2', 1, [], [], [], 'v')",
        "articles",
        "a2",
        "it has more than one story",
    ),
    (
        "INSERT INTO loom.story_members VALUES ('x', 's2', 1, [], [], [], 'v')",
        "articles",
        "x",
        "its story is left without an article",
    ),
    ("INSERT INTO loom.copies VALUES ('a1', 'x')", "articles", "a1", "it has more than one set of copies"),
    *(
        (f"UPDATE loom.story_members SET {change} WHERE article_id = 'a2'", "story_articles", "a2", problem)
        for change, problem in (
            ("similarity = 1.1", "similarity is not between 0 and 1"),
            ("shared_terms = NULL", "what it shares is not recorded"),
            ("story_id = 's2'", "it is in another story than what it copies"),
            ("story_id = 'old'", "its story went on in another one"),
        )
    ),
    (
        "INSERT INTO loom.story_redirects FROM loom.story_redirects",
        *("story_events", "old", "it was merged more than once"),
    ),
    (
        "UPDATE loom.story_redirects SET merged_into = 'gone'",
        *("story_events", "old", "it was merged into a story that is not stored"),
    ),
    ("DELETE FROM loom.stories", "stories", "s", "its headline is not recorded"),
    ("INSERT INTO loom.stories VALUES ('gone', 'Gone')", "stories", "gone", "it has no article"),
    ("INSERT INTO loom.claim_groups VALUES ('new', 's', 'a2-0')", "claim_groups", "new", "it has no claim"),
]
CASES = [
    (f"UPDATE loom.{view} SET {change} WHERE {where}", view, row_id, problem)
    for (view, where, row_id), changes in UPDATES.items()
    for change, problem in changes
] + OTHERS


@pytest.mark.parametrize(("corrupt", "view", "row_id", "problem"), CASES)
def test_a_corrupted_row_is_named(full: Any, corrupt: str, view: str, row_id: str, problem: str) -> None:
    full.con.begin()
    try:
        full.con.execute(corrupt)
        assert Finding(view, row_id, problem) in verify(full.con)
    finally:
        full.con.rollback()
