from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from extractors.account_records import Account, ClaimGroup, ClaimMembership, Conflict
from extractors.records import Origin, Reading
from storage.fingerprints import load_samples
from storage.views import PUBLIC_VIEWS, count_rows

CONTRACT = {
    "articles": "article_id url canonical_url site outlet title authors agency published_at published_on "
    "published_precision published_from modified_at modified_from language text word_count is_truncated source "
    "first_seen_at extractor duplicate_of origin_key story_id",
    "stories": "story_id headline language first_published_at last_published_at closed_at article_count outlet_count "
    "origin_count",
    "story_articles": "article_id story_id similarity shared_terms shared_names shared_numbers version",
    "story_events": "event_number event story_id other_story_id article_id reason version decided_at",
    "claims": "claim_id article_id story_id kind text char_start char_end sentence_start sentence_end quotation_id "
    "speaker speaker_kind speaker_start speaker_end cue origin origin_key is_negated is_denied is_hedged "
    "is_conditional is_future check_worthiness extractor claim_group_id",
    "quantities": "quantity_id claim_id article_id value value_max unit qualifier measure entity as_of text "
    "char_start char_end",
    "origins": "article_id claim_id origin field text char_start char_end origin_article_id",
    "claim_origins": "claim_id depth origin origin_key basis origin_article_id",
    "claim_groups": "claim_group_id story_id claim_id text claim_count article_count outlet_count origin_count "
    "named_origin_count status",
    "conflicts": "conflict_id story_id kind claim_group_id_a claim_group_id_b claim_id_a claim_id_b value_a value_b "
    "explanation",
    "people": "article_id person role text char_start char_end",
    "site_blocks": "site text page_count article_id learned_at extractor",
    "sightings": "article_id source url first_seen_at",
    "revisions": "article_id revision document_id previous_document_id title_before title_after added removed changed "
    "seen_at extractor",
    "source_health": "source_id url title kind status last_try_at last_success_at last_new_at next_poll_at failures "
    "http_status problem new_today usual_volume usual_deviation recent_words usual_words health",
    "documents": "document_id article_id is_latest is_kept pruned_at",
    "rejections": "source record stage reason detail rejected_at run_id",
    "runs": "run_id version inputs started_at finished_at status read added updated unchanged rejected copies",
}
TYPES = {
    "VARCHAR[]": {
        "authors", "inputs", "shared_terms", "shared_names", "shared_numbers", "revisions.added", "revisions.removed",
    },
    "TIMESTAMP WITH TIME ZONE": {
        "published_at", "modified_at", "first_seen_at", "first_published_at", "last_published_at", "closed_at",
        "learned_at", "rejected_at", "started_at", "finished_at", "decided_at",
        "pruned_at", "seen_at", "last_try_at", "last_success_at", "last_new_at", "next_poll_at",
    },
    "DATE": {"published_on"},
    "DOUBLE": {"value", "value_max", "check_worthiness", "similarity", "usual_volume", "usual_deviation",
               "recent_words", "usual_words"},
    "BOOLEAN": {"is_truncated", "is_negated", "is_denied", "is_hedged", "is_conditional", "is_future", "is_latest",
                "is_kept"},
    "INTEGER": {"char_start", "char_end", "sentence_start", "sentence_end", "speaker_start", "speaker_end", "depth",
                "http_status"},
    'STRUCT("before" VARCHAR, "after" VARCHAR)[]': {"changed"},
    "BIGINT": {
        "word_count", "article_count", "outlet_count", "origin_count", "claim_count", "named_origin_count",
        "page_count", "event_number", "read", "added", "updated", "unchanged", "rejected", "copies",
        "failures", "new_today", "revision",
    },
}  # fmt: skip


def test_the_public_views_are_the_contract(desk: Any) -> None:
    views = desk.ask("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal")
    assert {view for (view,) in views} == set(CONTRACT) == set(PUBLIC_VIEWS)
    assert desk.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'") == []


@pytest.mark.parametrize("view", CONTRACT)
def test_a_view_has_the_columns_and_types_of_the_contract(desk: Any, view: str) -> None:
    type_of = {column: kind for kind, columns in TYPES.items() for column in columns}
    columns = [(name, kind) for name, kind, *_ in desk.ask(f"DESCRIBE main.{view}")]
    expected = {name: type_of.get(f"{view}.{name}", type_of.get(name, "VARCHAR")) for name in CONTRACT[view].split()}
    assert columns == list(expected.items())


def test_every_view_and_column_says_what_it_means(desk: Any) -> None:
    views = desk.ask("SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal")
    columns = desk.ask(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
    )
    assert len(views) == len(CONTRACT)
    assert len(columns) == sum(len(names.split()) for names in CONTRACT.values())
    assert [row for row in views + columns if not row[-1]] == []


def keys(desk: Any) -> dict[str, str]:
    return dict(desk.ask("SELECT article_id, origin_key FROM articles"))


def test_five_outlets_that_credit_one_report_are_one_origin(desk: Any) -> None:
    readings = [
        desk.reading(f"a{number}", ["Sales rose."], outlet=f"Outlet {number}", credit_key="daily globe")
        for number in range(5)
    ]
    group = Account(
        (ClaimGroup("g", "s", "a0-0"),), tuple(ClaimMembership(f"a{number}-0", "g") for number in range(5)), ()
    )
    desk.store(*readings, accounts={"s": group})
    assert desk.ask("SELECT article_count, outlet_count, origin_count FROM stories") == [(5, 5, 1)]
    assert desk.ask("SELECT * EXCLUDE (story_id) FROM claim_groups") == [
        ("g", "a0-0", "Sales rose.", 5, 5, 5, 1, 1, "single_source")
    ]


@pytest.mark.parametrize(
    ("given", "copy_of", "expected"),
    [
        ({"credit_key": "globe", "agency_key": "wire", "owner_key": "group"}, True, "globe"),
        ({"agency_key": "wire", "owner_key": "group"}, True, "wire"),
        ({"owner_key": "group"}, True, "root's owner"),
        ({"owner_key": "group"}, False, "group"),
        ({}, False, "b"),
    ],
    ids=["credit", "agency", "root", "owner", "itself"],
)
def test_the_first_step_of_the_origin_key_rule_that_applies_counts(
    desk: Any, given: dict[str, str], copy_of: bool, expected: str
) -> None:
    root = desk.reading("a", published_at=datetime(2020, 1, 1, tzinfo=UTC), owner_key="root's owner")
    desk.store(root, desk.reading("b", **given), copies=[("a", "a"), ("b", "a")] if copy_of else [("a", "a")])
    assert keys(desk)["b"] == expected
    assert keys(desk)["a"] == "root's owner"
    assert desk.ask("SELECT origin_key FROM claims WHERE article_id = 'b'") == [(expected,)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"credit_key": "globe"}, "globe"), ({"agency_key": "wire"}, "wire"), ({}, "a")],
    ids=["credit", "agency", "itself"],
)
def test_a_copy_counts_under_its_roots_key(desk: Any, given: dict[str, str], expected: str) -> None:
    root = desk.reading("a", published_at=datetime(2020, 1, 1, tzinfo=UTC), **given)
    desk.store(root, desk.reading("b"), desk.reading("c"), copies=[("a", "a"), ("b", "a"), ("c", "a")])
    assert set(keys(desk).values()) == {expected}


def test_a_claims_own_credit_goes_before_its_articles(desk: Any) -> None:
    reading = desk.reading("a", ["One.", "Two."], credit_key="globe")
    own = replace(reading.claims[0], credit_key="ministry")
    desk.store(replace(reading, claims=(own, reading.claims[1])))
    assert desk.ask("SELECT claim_id, origin_key FROM claims ORDER BY ALL") == [("a-0", "ministry"), ("a-1", "globe")]


def test_the_root_of_copies_is_what_they_were_decided_to_copy(desk: Any) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    times = {"b": late, "a": early, "c": None, "single": late, "alone": early}
    sets = {"b": "b", "a": "b", "c": "b", "alone": "alone"}
    desk.store(*(desk.reading(name, published_at=time) for name, time in times.items()), copies=list(sets.items()))
    assert dict(desk.ask("SELECT article_id, duplicate_of FROM articles")) == {
        "b": None, "a": "b", "c": "b", "single": None, "alone": None,
    }  # fmt: skip


def test_what_copies_no_original_that_is_stored_is_no_copy(desk: Any) -> None:
    """A database that an older version left may say so; what the next run starts from says the same."""
    sets = [("b", "a"), ("a", "c"), ("c", "c"), ("d", "gone"), ("e", "single")]
    desk.store(*(desk.reading(name) for name in ("a", "b", "c", "d", "e", "single")), copies=sets)
    assert desk.ask("SELECT article_id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL") == [("a", "c")]
    assert {made.article_id: original for made, original in load_samples(desk.con) if made.article_id != original} == {
        "a": "c",
    }


def test_a_story_counts_articles_without_outlet_one_by_one_and_speaks_its_commonest_language(desk: Any) -> None:
    facts: list[tuple[str, str | None, str | None]] = [
        ("a", "Globe", "en"), ("b", "Globe", "de"), ("c", None, "de"), ("d", None, "en"), ("e", "Post", None),
    ]  # fmt: skip
    desk.store(*(desk.reading(name, outlet=outlet, language=language) for name, outlet, language in facts))
    row = "SELECT headline, language, article_count, outlet_count, origin_count FROM stories"
    assert desk.ask(row) == [("Headline of s", "en", 5, 4, 5)], "a tie of languages goes to the last in the alphabet"
    desk.store(desk.reading("f", language="de"))
    assert desk.ask("SELECT language FROM stories") == [("de",)]


def test_a_story_spans_its_dated_articles(desk: Any) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, 5, 6, tzinfo=UTC)
    desk.store(*(desk.reading(str(number), published_at=time) for number, time in enumerate((late, None, early))))
    assert desk.ask("SELECT first_published_at, last_published_at, closed_at FROM stories") == [(early, late, None)]


def group_of(*claim_ids: str) -> tuple[ClaimGroup, tuple[ClaimMembership, ...]]:
    name = "g-" + claim_ids[0]
    return ClaimGroup(name, "s", claim_ids[0]), tuple(ClaimMembership(claim_id, name) for claim_id in claim_ids)


def test_the_pieces_of_one_quotation_count_once(desk: Any) -> None:
    reading: Reading = desk.reading("a", ["One.", "Two.", "Three."])
    pieces = tuple(replace(claim, quotation_id="q") for claim in reading.claims[:2])
    group, members = group_of("a-0", "a-1", "a-2")
    desk.store(replace(reading, claims=(*pieces, reading.claims[2])), accounts={"s": Account((group,), members, ())})
    assert desk.ask("SELECT claim_count, article_count FROM claim_groups") == [(2, 1)]


def test_the_status_of_a_group(desk: Any) -> None:
    readings = [desk.reading(name, ["One.", "Two.", "Three."], outlet="Globe") for name in ("a", "b")]
    pairs = [group_of("a-0", "b-0"), group_of("a-1", "b-1"), group_of("a-2"), group_of("b-2")]
    conflicts = (
        Conflict("c1", "s", "number", "g-a-1", "g-a-2", "a-1", "a-2", "1", "2", "They differ."),
        Conflict("c2", "s", "quote", "g-b-2", "g-b-2", "b-2", "b-2", "1", "2", "They differ."),
    )
    account = Account(
        tuple(group for group, _ in pairs), tuple(member for _, members in pairs for member in members), conflicts
    )
    desk.store(*readings, accounts={"s": account})
    rows = desk.ask("SELECT claim_group_id, status, outlet_count, origin_count, named_origin_count FROM claim_groups")
    assert sorted(rows) == [
        ("g-a-0", "corroborated", 1, 2, 0),
        ("g-a-1", "disputed", 1, 2, 0),
        ("g-a-2", "disputed", 1, 1, 0),
        ("g-b-2", "disputed", 1, 1, 0),
    ]


def test_what_is_not_stated_is_null(desk: Any) -> None:
    desk.store(desk.reading("a", authors=()))
    assert desk.ask("SELECT authors FROM articles") == [(None,)]


def test_rows_are_counted_view_by_view(desk: Any) -> None:
    desk.store(desk.reading("a", ["One.", "Two."]))
    counts = count_rows(desk.con)
    assert list(counts) == list(PUBLIC_VIEWS)
    assert {view: number for view, number in counts.items() if number} == {
        "articles": 1, "stories": 1, "story_articles": 1, "claims": 2, "claim_origins": 2, "claim_groups": 2, "runs": 1,
        "documents": 1,
    }  # fmt: skip


def chain_of(desk: Any, claim_id: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = desk.ask(
        f"SELECT origin, origin_key, basis, origin_article_id FROM claim_origins WHERE claim_id = '{claim_id}' "
        "ORDER BY depth"
    )
    return rows


def credit(article_id: str, origin: str, claim_id: str | None = None) -> Origin:
    return Origin(article_id, claim_id, origin, origin.casefold(), "title", origin, None, None)


def test_a_chain_of_origins_goes_on_in_the_credited_article_and_ends_where_nobody_is_credited(desk: Any) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)
    first = desk.reading("first", outlet="Tarvik Times", published_at=early, owner_key="tarvik times")
    second = desk.reading("second", outlet="Globe", published_at=early, credit_key="tarvik times", owner_key="globe")
    third = desk.reading("third", outlet="Post", published_at=late, credit_key="globe")
    second = replace(second, origins=(credit("second", "Tarvik Times"),))
    third = replace(third, origins=(credit("third", "Globe"),))
    desk.store(first, second, third)
    assert chain_of(desk, "third-0") == [
        ("Globe", "globe", "article", "second"),
        ("Tarvik Times", "tarvik times", "article", "first"),
    ]
    assert chain_of(desk, "first-0") == [("Tarvik Times", "tarvik times", "owner", None)]
    assert desk.ask("SELECT origin_article_id FROM origins WHERE article_id = 'third'") == [("second",)]


def test_a_later_article_and_one_of_another_story_are_nobodys_origin(desk: Any) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)
    crediting = desk.reading("crediting", outlet="Post", published_at=early, credit_key="globe")
    desk.store(replace(crediting, origins=(credit("crediting", "Globe"),)))
    desk.store(desk.reading("later", outlet="Globe", published_at=late))
    desk.store(desk.reading("elsewhere", outlet="Globe", published_at=early), story="other")
    assert chain_of(desk, "crediting-0") == [("Globe", "globe", "article", None)]


def test_two_articles_that_credit_each_other_end_their_chain(desk: Any) -> None:
    one = desk.reading("one", outlet="Globe", credit_key="post")
    other = desk.reading("other", outlet="Post", credit_key="globe")
    desk.store(replace(one, origins=(credit("one", "Post"),)), replace(other, origins=(credit("other", "Globe"),)))
    assert [step[3] for step in chain_of(desk, "one-0")] == ["other", "one"]


@pytest.mark.parametrize(
    ("given", "copy_of", "basis"),
    [
        ({"credit_key": "globe", "agency_key": "wire"}, True, "article"),
        ({"agency_key": "wire"}, True, "agency"),
        ({}, True, "copy"),
        ({"outlet": "Globe", "owner_key": "globe"}, False, "owner"),
        ({}, False, "itself"),
    ],
    ids=["credit", "agency", "copy", "owner", "itself"],
)
def test_a_chain_begins_with_the_step_of_the_rule_that_applies(
    desk: Any, given: dict[str, str], copy_of: bool, basis: str
) -> None:
    root = desk.reading("a", published_at=datetime(2020, 1, 1, tzinfo=UTC), owner_key="root's owner")
    desk.store(root, desk.reading("b", **given), copies=[("a", "a"), ("b", "a")] if copy_of else [("a", "a")])
    rows = desk.ask(
        "SELECT o.basis, o.origin_key = c.origin_key FROM claim_origins AS o JOIN claims AS c USING (claim_id) "
        "WHERE c.article_id = 'b' AND o.depth = 1"
    )
    assert rows == [(basis, True)]


def test_a_claims_own_credit_begins_its_chain(desk: Any) -> None:
    reading = desk.reading("a", credit_key="globe")
    own = replace(reading.claims[0], origin="Ministry", credit_key="ministry")
    desk.store(replace(reading, claims=(own,)))
    assert chain_of(desk, "a-0") == [("Ministry", "ministry", "claim", None)]
