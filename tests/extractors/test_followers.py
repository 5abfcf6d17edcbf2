"""Followers: copies are where the article is that they copy, whatever becomes of it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.decisions import Arrival, EventKind, EventReason, Ruling
from extractors.followers import take_with_followers
from extractors.identity import stable_id
from extractors.records import CopyMembership, Fingerprint
from extractors.tracking import StoryTracker
from tests.extractors.newsroom import ARRIVED, DAY, Table, invent, tell, words

LATER = DAY + timedelta(40)


def told(key: str, event: int, own: int, day: date = DAY) -> Fingerprint:
    """Return a report of an event; two with the same words of its own are one text."""
    return invent(key, [*words(f"event{event}", range(8)), *words(f"own{own}", range(4))], day)


def follow(found: Table, made: Fingerprint, number: int, *copies: str) -> None:
    """Take an article, new or revised, whose text `copies` have as well."""
    memberships = [CopyMembership(key, made.article_id) for key in (made.article_id, *copies)]
    for decision in take_with_followers(found.tracker, Arrival(made, ARRIVED, number), memberships):
        found.write(decision)


def copied(most: int = 3) -> Table:
    """Return a story of `a`, its copy `c` and other reports, `x0` and so on."""
    found = tell([told("a", 1, 1)])
    found.take(Arrival(told("c", 1, 1), ARRIVED, 1, "a"))
    for number in range(2, most):
        found.take(Arrival(told(f"x{number - 2}", 1, number), ARRIVED, number))
    assert len(found.stories()) == 1
    return found


def test_the_copies_of_a_revised_article_go_where_it_goes() -> None:
    found = copied()
    follow(found, told("a", 2, 9, LATER), 3, "c")
    assert found.stories() == {frozenset({"a", "c"}), frozenset({"x0"})}


@pytest.mark.parametrize("order", list(permutations(("a", "ac", "x"))))
def test_a_copy_brings_near_what_is_told_in_its_days_in_any_order(order: Sequence[str]) -> None:
    made = {
        "a": told("a", 1, 1),
        "ac": told("ac", 1, 1, DAY + timedelta(6)),
        "x": told("x", 1, 2, DAY + timedelta(12)),
    }
    found = shelve(made, order)
    assert found.stories() == {frozenset(("a", "ac", "x"))}
    # Which was here first names the story, though it may be a copy by now.
    assert set(found.story_of.values()) == {stable_id("story", order[0])}
    merges = [event for decision in found.decisions for event in decision.events if event.kind is EventKind.MERGE]
    bridged = order[-1] == "ac"
    assert [(event.article_id, event.reason) for event in merges] == [("ac", EventReason.RESEMBLES)] * bridged


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.none() | st.integers(0, 9)), max_size=8),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_dated_reports_and_their_copies_come_together_the_same_in_any_order(
    reports: list[tuple[int, int, int | None]], source: random.Random
) -> None:
    made: dict[str, Fingerprint] = {}
    for own, (event, day, copied_after) in enumerate(reports):
        made[f"{own}"] = told(f"{own}", event, own, DAY + timedelta(day))
        if copied_after is not None:
            made[f"{own}c"] = told(f"{own}c", event, own, DAY + timedelta(day + copied_after))
    assert shelve(made, sorted(made)).stories() == shelve(made, source.sample(sorted(made), len(made))).stories()


def shelve(made: dict[str, Fingerprint], order: Sequence[str]) -> Table:
    """Take reports in an order; a key and the same with a `c` are an original and its copy."""
    found = Table(StoryTracker())
    for number, key in enumerate(order):
        original, copy = key.removesuffix("c"), f"{key}c"
        if original != key and original in found.story_of:
            found.take(Arrival(made[key], ARRIVED, number, original))
        else:
            follow(found, made[key], number, *([copy] if copy in found.story_of else []))
    return found


def test_a_copy_that_is_dated_anew_leaves_its_former_days() -> None:
    found = tell([told("a", 1, 1)])
    found.take(Arrival(told("c", 1, 1, LATER), ARRIVED, 1, "a"))
    follow(found, told("c", 2, 9), 2)
    follow(found, told("x", 1, 2, LATER), 3)
    assert found.stories() == {frozenset("a"), frozenset("c"), frozenset("x")}


def test_a_copy_of_its_originals_days_changes_no_story() -> None:
    found = copied(most=4)
    found.write(found.tracker.rule([Ruling("a", "x0"), Ruling("x1", "a", is_together=False)]))
    before = found.stories()
    decision = found.take(Arrival(told("d", 1, 1), ARRIVED, 9, "a"))
    assert [event.kind for event in decision.events] == [EventKind.ASSIGNMENT]
    assert {frozenset(group - {"d"}) for group in found.stories()} == before


def test_an_article_takes_its_story_and_its_copies_along_when_nobody_else_is_in_it() -> None:
    found = copied(most=2)
    follow(found, told("a", 2, 9, LATER), 3, "c")
    assert found.story_of == dict.fromkeys("ac", stable_id("story", "a"))
    assert [event for decision in found.decisions[2:] for event in decision.events] == []


def test_a_copy_is_no_witness_to_where_the_text_it_copies_belongs() -> None:
    plain = tell([told("a", 1, 1), told("x0", 1, 2)])
    plain.take(Arrival(told("a", 1, 1), ARRIVED, 2))
    found = copied()
    follow(found, told("a", 1, 1), 3, "c")
    assert found.decisions[-2].members == plain.decisions[-1].members


def test_a_restart_between_a_revision_and_the_next_article_changes_nothing() -> None:
    def restart(found: Table, arrivals: Sequence[Arrival]) -> Table:
        again = Table(StoryTracker())
        for arrival in arrivals:
            again.tracker.restore(arrival, found.story_of[arrival.fingerprint.article_id])
        return again

    found = copied()
    follow(found, replace(told("a", 1, 1), names=("a",)), 3, "c")
    stored = [Arrival(told("x0", 1, 2), ARRIVED, 2), Arrival(replace(told("a", 1, 1), names=("a",)), ARRIVED, 3)]
    restarted = restart(found, [*stored, Arrival(told("c", 1, 1), ARRIVED, 1, "a")])
    late = Arrival(told("y", 1, 5), ARRIVED, 4)
    assert restarted.take(late) == found.take(late)
    assert found.decisions[-1].events[0].kind is EventKind.ASSIGNMENT


def test_a_story_goes_on_by_its_older_id_where_an_earlier_print_of_its_only_article_turns_up() -> None:
    found = tell([told("a", 1, 1, LATER)])
    follow(found, told("z", 1, 1), 1, "a")
    assert found.story_of == dict.fromkeys("az", stable_id("story", "a"))
    assert found.merged == {stable_id("story", "z"): stable_id("story", "a")}


def test_a_copy_takes_those_along_that_it_was_ruled_to_be_one_with() -> None:
    found = tell([told("a", 1, 1, LATER), told("b", 2, 2, LATER)])
    found.write(found.tracker.rule([Ruling("a", "b")]))
    older = found.story_of["a"]
    follow(found, told("z", 1, 1), 2, "a")
    assert found.story_of == dict.fromkeys("abz", older)
    assert {key: found.tracker.story_of(key) for key in "abz"} == found.story_of


def test_it_is_told_of_copies_that_they_moved_with_what_they_copy() -> None:
    found = tell([*(told(f"k{i}", 2, i) for i in range(3))], copied(most=4))
    found.write(found.tracker.rule([Ruling("a", "k0"), Ruling("a", "x0", is_together=False)], moved=["a", "c"]))
    moves = [(one.article_id, one.other_story_id) for one in found.decisions[-1].events if one.kind is EventKind.MOVE]
    assert sorted(moves) == [("a", stable_id("story", "a")), ("c", stable_id("story", "a"))]
    assert found.story_of["a"] == found.story_of["c"] == found.story_of["k0"]


def test_copies_move_in_the_order_in_which_they_arrived_whichever_was_a_copy_first() -> None:
    found = tell([told("d", 2, 1), told("a", 1, 1), told("x", 1, 2)])
    found.take(Arrival(told("b", 1, 1), ARRIVED, 3, "a"))
    follow(found, told("a", 1, 1), 4, "b", "d")
    found.write(found.tracker.rule([Ruling("a", "x", is_together=False)], moved=["a", "b", "d"]))
    moves = [one.article_id for one in found.decisions[-1].events if one.kind is EventKind.MOVE]
    assert moves == ["a", "d", "b"]
