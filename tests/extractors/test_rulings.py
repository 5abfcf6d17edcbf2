"""Rulings: the last word on each pair of articles holds, and what else was said stays said."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions import Ruling
from extractors.neighbourhood import MOST_NODES
from extractors.rulings import Judgement, Rulings, pin, rule_apart, rule_together
from extractors.tracking import StoryTracker
from tests.extractors.newsroom import Table, tell, tell_apart


def listed(judgement: Judgement) -> list[Ruling]:
    return [*judgement.kept, *judgement.added]


def are_apart(rulings: list[Ruling], one: str, other: str) -> bool:
    known = Rulings(rulings)
    return known.group_of(other) in known.apart_from(known.group_of(one) or "")


def test_a_new_word_takes_the_place_of_a_former_one() -> None:
    merged = rule_together([], ["a", "b"], ["c", "d"])
    assert len({Rulings(merged.added).group_of(key) for key in "abcd"}) == 1
    apart = rule_apart(merged.added, ["b", "d"], ["a", "c"])
    known = Rulings([*apart.kept, *apart.added])
    assert known.group_of("b") == known.group_of("d")
    assert known.group_of("a") == known.group_of("c")
    assert known.apart_from(known.group_of("a") or "") == {known.group_of("b")}
    again = rule_together([*apart.kept, *apart.added], ["b", "d"], ["a", "c"])
    assert all(ruling.is_together for ruling in again.kept)


def test_a_pinned_article_leaves_those_together_that_it_held_together() -> None:
    said = rule_together([], ["a"], ["b", "c"]).added
    pinned = pin(said, ["b"], ["x", "y"], ["a", "c"])
    known = Rulings([*pinned.kept, *pinned.added])
    assert known.group_of("a") == known.group_of("c") != known.group_of("b") == known.group_of("x")
    assert known.apart_from(known.group_of("b") or "") == {known.group_of("a")}


def test_the_parts_of_a_part_stay_apart_from_what_it_was_split_from() -> None:
    split = rule_apart([], ["d", "e"], ["a", "b", "c"])
    again = listed(rule_apart(listed(split), ["e"], ["d"]))
    assert all(are_apart(again, one, other) for one, other in itertools.product("de", "abc"))
    assert are_apart(again, "d", "e")


def test_what_a_pinned_article_leaves_behind_stays_apart_from_what_both_were_split_from() -> None:
    split = listed(rule_apart([], ["d", "e"], ["a", "b", "c"]))
    pinned = listed(pin(split, ["d"], ["k"], ["e"]))
    assert all(are_apart(pinned, "e", other) for other in "abcd")
    assert all(are_apart(pinned, "k", other) for other in "abce")
    back = listed(pin(split, ["d"], ["a", "b", "c"], ["e"]))
    assert Rulings(back).group_of("d") == Rulings(back).group_of("a")
    assert are_apart(back, "e", "d")


@given(st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=4), min_size=1, max_size=5))
def test_articles_split_from_each_other_stay_apart_whatever_is_split_later(parts: list[set[int]]) -> None:
    story, rulings, torn = list("abcdef"), list[Ruling](), set[tuple[str, str]]()
    stories = [story]
    for part in parts:
        named = [story[i] for i in sorted(part)]
        torn_story = next(members for members in stories if named[0] in members)
        one = [key for key in torn_story if key in named]
        rest = [key for key in torn_story if key not in named]
        if rest:
            stories = [*(members for members in stories if members != torn_story), one, rest]
            rulings = listed(rule_apart(rulings, one, rest))
            torn |= set(itertools.product(one, rest))
    assert all(are_apart(rulings, one, other) for one, other in torn)


def test_an_article_pinned_out_of_a_story_too_large_to_be_taken_apart_leaves_it_alone() -> None:
    large, small = tell_apart(1, MOST_NODES + 6), tell_apart(2, 3)
    found = tell([*large, *small])
    one, other = [large[5].article_id], [made.article_id for made in small]
    rest = [made.article_id for made in large if made.article_id not in one]
    found.write(found.tracker.rule(pin([], one, other, rest).added))
    assert found.stories() == {frozenset(rest), frozenset([*one, *other])}
    late = tell_apart(1, MOST_NODES + 7)[-1]
    tell([late], found)
    assert found.stories() == {frozenset([*rest, late.article_id]), frozenset([*one, *other])}


def test_what_was_split_and_partly_pinned_elsewhere_stays_split_when_more_comes() -> None:
    *reports, late = tell_apart(1, 7)
    keys = [made.article_id for made in reports]
    split = listed(rule_apart([], keys[4:], keys[:4]))
    rulings = listed(pin(split, [keys[4]], ["2-0"], [keys[5]]))
    found = tell([*reports, *tell_apart(2, 1), late], Table(StoryTracker(rulings=rulings)))
    whole, pinned, left = ([found.story_of[key] for key in part] for part in (keys[:4], [keys[4], "2-0"], keys[5:]))
    assert len({*whole, *pinned, *left}) == len({*whole}) + len({*pinned}) + len({*left}) == 3


def test_a_pinned_article_does_not_take_the_id_of_its_story_along() -> None:
    pair, many = tell_apart(1, 2), tell_apart(2, 6)
    keys = [made.article_id for made in many]
    for pinned, left in (("1-0", "1-1"), ("1-1", "1-0")):
        found = tell([*pair, *many])
        before = dict(found.story_of)
        found.write(found.tracker.rule(pin([], [pinned], keys, [left]).added, moved=[pinned]))
        assert found.story_of == before | {pinned: before["2-0"]}


def test_a_story_whose_only_article_is_pinned_elsewhere_goes_on_there() -> None:
    found = tell([*tell_apart(1, 1), *tell_apart(2, 2)])
    older = found.story_of["1-0"]
    found.write(found.tracker.rule(pin([], ["1-0"], ["2-0", "2-1"], []).added, moved=["1-0"]))
    assert set(found.story_of.values()) == {older}
