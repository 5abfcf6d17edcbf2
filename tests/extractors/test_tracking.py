"""Tracking: what tells one event comes together in any order and any batches, and every change is told."""

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.agglomeration import ALWAYS, NEVER, Nodes, agglomerate
from extractors.decisions import WINDOW_DAYS, Arrival, EventKind, EventReason, Ruling
from extractors.followers import take_with_followers
from extractors.identity import stable_id
from extractors.neighbourhood import MOST_NODES
from extractors.reach import MOST_ARRIVALS, Arrived, Coming, Reach, find_reach
from extractors.records import CopyMembership, Fingerprint
from extractors.rulings import Rulings
from extractors.succession import settle
from extractors.tracking import StoryTracker
from tests.extractors.newsroom import ARRIVED, DAY, Table, invent, tell, tell_apart, words


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_events_that_differ_come_out_the_same_in_any_order(events: list[int], rng: random.Random) -> None:
    prints = [tell_apart(event, 12)[k] for k, event in enumerate(events)]
    expected = {
        frozenset(made.article_id for made, of in zip(prints, events, strict=True) if of == event) for event in events
    }
    shuffled = rng.sample(prints, len(prints))
    assert tell(prints).stories() == tell(shuffled).stories() == expected


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_agglomeration_is_a_function_of_the_set(data: st.DataObject) -> None:
    """Many equal similarities on purpose: only the names of the nodes may break ties."""
    size = data.draw(st.integers(1, 7))
    cells = data.draw(st.lists(st.integers(0, 6), min_size=size * size, max_size=size * size))
    half = np.triu(np.array(cells, np.float64).reshape(size, size))
    products = half + half.T
    days = data.draw(st.lists(st.integers(0, 30) | st.none(), min_size=size, max_size=size))
    spans = np.array([[ALWAYS, NEVER, 0, 0] if day is None else [day, day, 0, 0] for day in days], np.int64)
    clusters = agglomerate(Nodes(products, [1] * size, spans), 3.0, WINDOW_DAYS)
    assert sorted(itertools.chain.from_iterable(clusters)) == list(range(size))
    for members in clusters:
        dated = sorted(day for i in members if (day := days[i]) is not None)
        assert (
            len(dated) == len(members) or len(dated) < 2 or len(members) > 2 or max(dated) - min(dated) <= WINDOW_DAYS
        )
        assert all(later - earlier <= WINDOW_DAYS for earlier, later in itertools.pairwise(dated)) or None in {
            days[i] for i in members
        }
    for one, other in itertools.combinations(clusters, 2):
        mean = products[np.ix_(one, other)].mean()
        dated_one, dated_other = ([day for i in c if (day := days[i]) is not None] for c in (one, other))
        gap = (
            max(min(dated_one) - max(dated_other), min(dated_other) - max(dated_one))
            if dated_one and dated_other
            else 0
        )
        assert mean < 3.0 or gap > WINDOW_DAYS


def test_the_most_similar_pair_is_joined_first_and_the_mean_decides_then() -> None:
    products = np.array([[0, 9, 4, 0], [9, 0, 1, 0], [4, 1, 0, 0], [0, 0, 0, 0]], np.float64)
    spans = np.zeros((4, 4), np.int64)
    assert agglomerate(Nodes(products, [1] * 4, spans), 3.0, 0) == [[0, 1], [2], [3]]
    assert agglomerate(Nodes(products, [1] * 4, spans), 2.5, 0) == [[0, 1, 2], [3]]
    assert agglomerate(Nodes(products, [1] * 4, spans, apart=[(1, 2)]), 2.5, 0) == [[0, 1], [2], [3]]
    assert agglomerate(Nodes(products, [1] * 4, spans, together=[(3, 1)]), 9.5, 0) == [[0], [1, 3], [2]]
    assert agglomerate(Nodes(products, [1] * 4, spans, [(0, 1)], [(0, 1)]), 9.5, 0) == [[0, 1], [2], [3]]


@given(st.lists(st.integers(0, 19), max_size=30), st.sets(st.integers(1, 30), max_size=4), st.data())
@settings(max_examples=25, deadline=None)
def test_any_split_into_batches_with_a_restart_between_them_gives_the_same_decisions(
    keys: list[int], cuts: set[int], data: st.DataObject
) -> None:
    """Articles that come again are revisions; some are copies of an earlier one; words are shared at random."""
    arrivals = []
    for number, key in enumerate(keys):
        said = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=5, unique=True))
        day = data.draw(st.dates(DAY, DAY + timedelta(25)) | st.none())
        made = invent(str(key), words("some", sorted(said)), day)
        earlier = sorted({str(other) for other in keys[:number]} - {str(key)})
        copy_of = data.draw(st.sampled_from(earlier)) if earlier and data.draw(st.integers(0, 4)) == 0 else None
        arrivals.append(Arrival(made, ARRIVED, number, copy_of))
    whole, split = Table(), Table()
    stored: dict[str, Arrival] = {}
    given_ids: set[str] = set()
    for number, arrival in enumerate(arrivals):
        whole.take(arrival)
        if number in cuts:
            split.tracker = StoryTracker(is_taken=given_ids.__contains__)
            for known in stored.values():
                split.tracker.restore(known, split.story_of[known.fingerprint.article_id])
        split.take(arrival)
        given_ids.update(event.story_id for event in split.decisions[-1].events)
        article_id = arrival.fingerprint.article_id
        # What copied the article that comes again now copies its first copy.
        heirs = [name for name, known in stored.items() if known.copy_of == article_id]
        for heir in heirs:
            stored[heir] = replace(stored[heir], copy_of=heirs[0] if heir != heirs[0] else None)
        root = arrival.copy_of and (stored[arrival.copy_of].copy_of or arrival.copy_of)
        stored.pop(article_id, None)
        stored[article_id] = replace(arrival, copy_of=root)
    assert whole.decisions == split.decisions
    assert whole.story_of == split.story_of


@pytest.mark.parametrize(
    ("days", "together"), [(0, True), (WINDOW_DAYS, True), (WINDOW_DAYS + 1, False), (-WINDOW_DAYS - 1, False)]
)
def test_a_story_is_open_for_some_days_before_and_after_its_articles(days: int, together: bool) -> None:
    first, second = tell_apart(1, 2)
    found = tell([first, replace(second, published_on=DAY + timedelta(days))])
    assert (len(found.stories()) == 1) is together


def test_the_anniversary_is_a_new_story_and_a_late_report_finds_the_old_one() -> None:
    first, second, late = tell_apart(1, 3)
    found = tell([first, replace(second, published_on=DAY + timedelta(365)), late])
    assert found.stories() == {frozenset({"1-0", "1-2"}), frozenset({"1-1"})}


@pytest.mark.parametrize(("days", "together"), [(0, True), (WINDOW_DAYS, True), (WINDOW_DAYS + 1, False)])
def test_an_undated_article_belongs_to_the_days_it_arrived_in(days: int, together: bool) -> None:
    first, second = tell_apart(1, 2)
    found = Table()
    found.take(Arrival(first, ARRIVED, 0))
    found.take(Arrival(replace(second, published_on=None), ARRIVED + timedelta(days), 1))
    assert (len(found.stories()) == 1) is together


def bridge() -> list[Fingerprint]:
    """Return two reports that share little, and one between them that shares much with either."""
    left, right = words("left", range(10)), words("right", range(10))
    common = words("common", range(3))
    return [invent("a", left + common), invent("b", right + common), invent("c", left[:8] + right[:8] + common)]


def test_an_article_that_bridges_two_stories_merges_them_and_the_older_id_stays() -> None:
    a, b, c = bridge()
    for one, other in ((a, b), (b, a)):
        found = tell([one, other])
        assert len(found.stories()) == 2
        old, young = found.story_of[one.article_id], found.story_of[other.article_id]
        decision = found.take(Arrival(c, ARRIVED, 2))
        assert set(found.story_of.values()) == {old}
        assert decision.merged == {young: old}
        assert found.resolve(young) == old
        kinds = [(event.kind, event.story_id, event.other_story_id, event.article_id) for event in decision.events]
        assert kinds == [(EventKind.MERGE, old, young, "c"), (EventKind.ASSIGNMENT, old, None, "c")]


def test_a_member_says_what_it_shares_with_the_story_it_came_to() -> None:
    first, second = (replace(made, numbers=("12", "7")) for made in tell_apart(1, 2))
    began, came = (tell([first, second]).decisions[i].members[0] for i in (0, 1))
    assert (began.similarity, began.shared_terms) == (1.0, ())
    assert 0.3 < came.similarity < 0.9
    assert set(came.shared_terms) == set(words("event1", range(8)))
    assert came.shared_names == tuple(words("event1", range(2)))
    assert came.shared_numbers == ("12", "7")


def test_a_revision_of_the_only_article_keeps_its_story_whatever_it_says() -> None:
    first, other = tell_apart(1, 1)[0], tell_apart(2, 1)[0]
    found = tell([first])
    decision = found.take(Arrival(replace(other, article_id="1-0"), ARRIVED, 1))
    assert decision.events == ()
    assert decision.merged == {}
    assert found.story_of == {"1-0": stable_id("story", "1-0")}


@pytest.mark.parametrize("comes_first", [True, False])
def test_a_revision_that_comes_to_another_story_makes_them_one_and_the_older_id_stays(comes_first: bool) -> None:
    one, other = tell_apart(1, 1), tell_apart(2, 3)
    found = tell([*one, *other[:2]] if comes_first else [*other[:2], *one])
    own, there = found.story_of["1-0"], found.story_of["2-0"]
    old, young = (own, there) if comes_first else (there, own)
    decision = found.take(Arrival(replace(other[2], article_id="1-0"), ARRIVED, 3))
    assert decision.merged == {young: old}
    assert [(event.kind, event.story_id, event.other_story_id) for event in decision.events] == [
        (EventKind.MERGE, old, young)
    ]
    assert set(found.story_of.values()) == {found.resolve(young)} == {old}


def test_a_revision_that_leaves_others_behind_is_told_to_have_moved() -> None:
    one, other = tell_apart(1, 2), tell_apart(2, 1)[0]
    found = tell(one)
    old = found.story_of["1-0"]
    decision = found.take(Arrival(replace(other, article_id="1-0"), ARRIVED, 2))
    assert found.story_of["1-1"] == old != found.story_of["1-0"]
    assert [(event.kind, event.other_story_id) for event in decision.events] == [(EventKind.MOVE, old)]


def test_copies_follow_when_another_article_turns_out_to_be_the_original() -> None:
    first, second, late, stranger = (*tell_apart(1, 3), tell_apart(2, 1)[0])
    found = Table()
    found.take(Arrival(first, ARRIVED, 0))
    found.take(Arrival(stranger, ARRIVED, 1))
    found.take(Arrival(second, ARRIVED, 2, "1-0"))
    copies = [CopyMembership(key, "1-2") for key in ("1-2", "1-0", "1-1")]
    for decision in take_with_followers(found.tracker, Arrival(late, ARRIVED, 3), copies):
        found.write(decision)
    assert found.stories() == {frozenset({"1-0", "1-1", "1-2"}), frozenset({"2-0"})}
    assert set(map(found.tracker.story_of, ("1-0", "1-1", "1-2"))) == {stable_id("story", "1-0")}
    assert [event.kind for decision in found.decisions[3:] for event in decision.events] == [EventKind.ASSIGNMENT]


def test_a_copy_goes_with_what_it_copies_and_the_first_copy_takes_the_place_of_a_removed_original() -> None:
    original, reprint, other, report = tell_apart(1, 4)
    found = tell([original])
    decision = found.take(Arrival(replace(reprint, terms=("odd",), term_counts=(1,)), ARRIVED, 1, "1-0"))
    assert [event.reason for event in decision.events] == [EventReason.COPY]
    found.take(Arrival(other, ARRIVED, 2, "1-1"))
    assert len(found.stories()) == 1
    found.tracker.remove("1-0")
    del found.story_of["1-0"]
    assert found.tracker.story_of("1-2") == found.story_of["1-1"] == stable_id("story", "1-0")
    found.take(Arrival(report, ARRIVED, 3))
    assert "1-3" in found.story_of


def test_stories_ruled_to_be_one_stay_one_and_gain_articles() -> None:
    one, other = tell_apart(1, 4), tell_apart(2, 1)
    found = tell([*one[:3], *other])
    assert len(found.stories()) == 2
    older = found.story_of["1-0"]
    found.write(found.tracker.rule([Ruling(a, b) for a, b in itertools.pairwise(found.story_of)]))
    assert set(found.story_of.values()) == {older}
    assert found.decisions[-1].events[0].reason is EventReason.RULING
    tell([one[3]], found)
    assert len(found.stories()) == 1


def test_a_split_story_stays_split() -> None:
    one = tell_apart(1, 4)
    found = tell(one[:3])
    older = found.story_of["1-0"]
    found.write(found.tracker.rule([Ruling("1-0", "1-1"), Ruling("1-2", "1-1", is_together=False)]))
    assert found.stories() == {frozenset({"1-0", "1-1"}), frozenset({"1-2"})}
    assert [event.kind for event in found.decisions[-1].events] == [EventKind.SPLIT]
    assert found.story_of["1-0"] == older
    tell([one[3]], found)
    assert found.story_of["1-2"] != older


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_the_rulings_say_comes_out_when_they_are_known_before_the_articles(
    said: list[tuple[int, int, bool]],
) -> None:
    prints = [*tell_apart(1, 3), *tell_apart(2, 3)]
    keys = [made.article_id for made in prints]
    rulings = [Ruling(keys[a], keys[b], is_together=together) for a, b, together in said if a != b]
    found = tell(prints, Table(StoryTracker(rulings=rulings)))
    known = Rulings(rulings)
    for ruling in rulings:
        a, b = ruling.article_a, ruling.article_b
        if ruling.is_together:
            assert found.story_of[a] == found.story_of[b]
        elif known.group_of(a) != known.group_of(b):
            assert found.story_of[a] != found.story_of[b]


def test_a_story_too_large_to_be_taken_apart_still_gains_articles_and_merges() -> None:
    many = tell_apart(1, MOST_NODES + 20)
    found = tell(many)
    assert len(found.stories()) == 1
    assert found.decisions[-1].members[0].similarity == pytest.approx(
        found.decisions[9].members[0].similarity, abs=0.01
    )
    stranger = invent("stranger", words("strange", range(9)))
    tell([stranger], found)
    assert len(found.stories()) == 2
    found.write(found.tracker.rule([Ruling("stranger", "1-3")]))
    assert len(found.stories()) == 1
    assert len(set(found.story_of.values())) == 1


def test_closed_stories_are_forgotten_and_the_others_are_not() -> None:
    days = {"early": DAY, "mid": DAY + timedelta(40), "late": DAY + timedelta(80), "undated": None}
    tracker = StoryTracker()
    for number, (key, day) in enumerate(days.items()):
        tracker.take(Arrival(invent(key, words(key, range(5)), day), ARRIVED, number))
    tracker.close(Reach(days=frozenset({DAY + timedelta(40)})))
    assert [key in tracker for key in days] == [False, True, False, False]
    assert tracker.holds(tracker.story_of("mid"))
    with pytest.raises(KeyError):
        tracker.story_of("early")


@pytest.mark.parametrize("day", [DAY, None], ids=["dated", "undated"])
@pytest.mark.parametrize(
    ("arrived", "kept"),
    [
        (Arrived(frozenset({ARRIVED}), [range(5, 8)]), True),
        (Arrived(frozenset({ARRIVED}), [range(5), range(8, 9)]), False),
        (Arrived(frozenset({ARRIVED + timedelta(1)}), [range(5, 8)]), False),
    ],
)
def test_what_arrived_within_reach_is_kept_whatever_its_own_day(day: date | None, arrived: Arrived, kept: bool) -> None:
    tracker = StoryTracker()
    tracker.take(Arrival(invent("old", words("old", range(5)), day), ARRIVED, 7))
    tracker.close(Reach(dated=arrived) if day else Reach(undated=arrived))
    assert ("old" in tracker) is kept
    tracker.close(Reach(undated=arrived) if day else Reach(dated=arrived))
    assert "old" not in tracker


@pytest.mark.parametrize(("number", "together"), [(MOST_ARRIVALS, True), (MOST_ARRIVALS + 1, False)])
@pytest.mark.parametrize("undated", ["first", "second", "both"])
def test_an_undated_article_is_not_compared_with_what_arrived_far_from_it(
    undated: str, number: int, together: bool
) -> None:
    first, second = tell_apart(1, 2)
    found = Table()
    found.take(Arrival(replace(first, published_on=None) if undated != "second" else first, ARRIVED, 0))
    found.take(Arrival(replace(second, published_on=None) if undated != "first" else second, ARRIVED, number))
    assert (len(found.stories()) == 1) is together


@given(
    st.tuples(st.none() | st.dates(), st.dates(date(2026, 1, 1), date(2026, 2, 1)), st.integers(1, 1 << 16)),
    st.tuples(st.none() | st.dates(), st.dates(date(2026, 1, 1), date(2026, 2, 1)), st.integers(1, 1 << 16)),
)
def test_whatever_an_article_is_compared_with_is_within_its_reach(
    one: tuple[date | None, date, int], other: tuple[date | None, date, int]
) -> None:
    (published, arrived, number), (day, arrived_on, other_number) = one, other
    gap = abs(day - published) if published and day else abs(arrived_on - arrived)
    is_near = gap <= timedelta(WINDOW_DAYS) and (bool(published and day) or abs(other_number - number) <= MOST_ARRIVALS)
    reach = find_reach([Coming(published, arrived, (range(number, number + 1),))], WINDOW_DAYS)
    stored = Arrival(invent("stored", words("stored", range(5)), day), arrived_on, other_number)
    assert not is_near or reach.covers(stored)


@pytest.mark.parametrize(
    ("former", "clusters", "expected"),
    [
        ({"s": "ab"}, ["abc"], ("s",)),
        ({"s": "ab", "t": "cd"}, ["abcd"], ("s",)),
        ({"s": "abc"}, ["ab", "c"], ("s", stable_id("story", "c"))),
        ({"s": "abc", "t": "d"}, ["a", "bcd"], (stable_id("story", "a"), "s")),
        ({"s": "ab", "t": "gone"}, ["x", "b"], (stable_id("story", "x"), "s")),
    ],
)
def test_a_story_goes_on_where_most_of_it_goes(
    former: dict[str, str], clusters: list[str], expected: tuple[str, ...]
) -> None:
    assert settle({key: list(value) for key, value in former.items()}, clusters, lambda _: False).story_ids == expected


def test_an_id_is_given_once() -> None:
    taken = {stable_id("story", "c"), stable_id("story", "c", "2")}
    assert settle({"s": ["a", "b", "c"]}, ["ab", "c"], taken.__contains__).story_ids == (
        "s",
        stable_id("story", "c", "3"),
    )
