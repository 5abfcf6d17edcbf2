"""Where reports disagree, and where they only seem to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Quantity
from extractors.values import are_compatible, interval
from tests.extractors.accounts import STORIES, expected, golden_story, tell
from tests.extractors.samples import article


@pytest.mark.parametrize("name", STORIES)
def test_a_story_has_its_conflicts_and_no_other(name: str) -> None:
    story = golden_story(name)
    found = story.conflicts()
    for kind, one, other in expected(name)["conflicts"]:
        matching = {
            (found_kind, a, b)
            for found_kind, a, b in found
            if found_kind == kind
            and (
                (a in story.groups(one) and b in story.groups(other))
                or (b in story.groups(one) and a in story.groups(other))
            )
        }
        assert matching, (kind, one, other)
        found -= matching
    assert not found, [conflict.explanation for conflict in story.account.conflicts]


@pytest.mark.parametrize("name", STORIES)
def test_a_conflict_has_evidence_in_both_groups_in_order_and_one_line_for_a_person(name: str) -> None:
    story = golden_story(name)
    order = {group.claim_group_id: position for position, group in enumerate(story.account.groups)}
    for conflict in story.account.conflicts:
        assert story.group_of(conflict.claim_id_a) == conflict.claim_group_id_a
        assert story.group_of(conflict.claim_id_b) == conflict.claim_group_id_b
        assert order[conflict.claim_group_id_a] <= order[conflict.claim_group_id_b]
        assert conflict.value_a != conflict.value_b or conflict.kind == "denial"
        assert conflict.explanation
        assert "\n" not in conflict.explanation
    keys = [(c.kind, c.claim_group_id_a, c.claim_group_id_b) for c in story.account.conflicts]
    assert len(keys) == len(set(keys))


def disagree(one: str, other: str, *, outlets: tuple[str, str] = ("Harbour Post", "Inland Courier")) -> bool:
    story = tell([article(one, outlet=outlets[0]), article(other, outlet=outlets[1])])
    return any(conflict.kind == "number" for conflict in story.account.conflicts)


CLASHING = "The quake in Orvane killed 30 people on Monday."


@pytest.mark.parametrize(
    "other",
    [
        "The quake in Orvane killed 45 people on Monday.",
        "The death toll of the Orvane quake stood at 45 on Monday.",
        "The Orvane quake left 45 people dead on Monday.",
    ],
)
def test_different_tolls_of_one_event_are_a_conflict(other: str) -> None:
    assert disagree(CLASHING, other)


@pytest.mark.parametrize(
    "other",
    [
        "The quake in Orvane killed at least 25 people on Monday.",
        "The quake in Orvane killed about 30 people on Monday.",
        "The quake in Orvane injured 45 people on Monday.",
        "The quake in Sellane killed 45 people on Monday.",
        "The quake in Orvane killed 45 people on Tuesday.",
        "The quake in Orvane in 1987 killed 450 people.",
        "The quake in Orvane killed 45 sheep on Monday.",
        "The quake in Orvane killed 30 people, up from 12 on Sunday.",
    ],
)
def test_other_things_days_and_bounds_are_none(other: str) -> None:
    assert not disagree(CLASHING, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The number of people killed in the Orvane quake rose to 31 on Monday.",
            "The Orvane quake killed 28 people on Monday.",
        ),
        (
            "Walkers in Orvane are 18% less likely to have a stroke.",
            "Walking in Orvane cuts the risk of a stroke by 28%.",
        ),
        ("Turnout was put at 67%, five points more than in 2022.", "Only 59% of those eligible went to the polls."),
        ("Some 96 passengers were on board when the boat left.", "The boat left with 110 passengers on board."),
        (
            "About 32,000 nurses joined the strike in Orvane.",
            "Some 24,000 nurses joined the strike in Orvane, managers estimated.",
        ),
    ],
)
def test_one_measure_in_other_words_is_a_conflict(one: str, other: str) -> None:
    assert disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("With 60% of votes counted, Mira Obi stood at 49.8% in Orvane.", "Mira Obi won 51.3% of the vote in Orvane."),
        ("Analysts had expected revenue of $3.9 billion for the quarter.", "Revenue was $4.1 billion for the quarter."),
        # What was named before, and what comes on top, is another number.
        ("Five women accused the mayor of Orvane.", "The two women accused the mayor of Orvane on Monday."),
        (
            "The port of Orvane paid $43 million in taxes.",
            "The port of Orvane paid an additional $13 million in taxes.",
        ),
        ("They walked for a quarter of an hour.", "They walked for 40% of an hour."),
        ("Fewer people got type 2 diabetes in Orvane.", "More people got type 1 diabetes in Orvane."),
    ],
)
def test_other_figures_of_like_words_are_none(one: str, other: str) -> None:
    assert not disagree(one, other)


def test_one_outlets_own_figures_are_no_conflict() -> None:
    other = "The quake in Orvane killed 45 people on Monday."
    assert not disagree(CLASHING, other, outlets=("Harbour Post", "Harbour Post"))


def figure(text: str, value: float, *, unit: str | None = "user", qualifier: str | None = None) -> Quantity:
    return Quantity("q", "c", "a", value, None, unit, qualifier, None, None, None, text, 0, len(text))


@pytest.mark.parametrize(
    ("one", "other", "compatible"),
    [
        (figure("650 million", 650e6, qualifier="about"), figure("640 million", 640e6, qualifier="more_than"), True),
        (figure("650 million", 650e6), figure("650.3 million", 650.3e6), True),
        (figure("650 million", 650e6), figure("660 million", 660e6), False),
        (figure("$3.2 billion", 3.2e9, unit="USD"), figure("$3.24 billion", 3.24e9, unit="USD"), True),
        (figure("$3.2 billion", 3.2e9, unit="USD"), figure("$3.3 billion", 3.3e9, unit="USD"), False),
        (figure("40%", 40.0, unit="percent"), figure("40.4%", 40.4, unit="percent"), True),
        (figure("40%", 40.0, unit="percent"), figure("42%", 42.0, unit="percent"), False),
        (figure("30", 30.0), figure("31", 31.0), False),
        (figure("2,000", 2000.0), figure("1,978", 1978.0), True),
        (figure("30", 30.0, qualifier="at_least"), figure("45", 45.0), True),
        (figure("30", 30.0, qualifier="at_most"), figure("45", 45.0), False),
    ],
)
def test_rounding_and_qualifiers_decide_what_can_both_be_right(
    one: Quantity, other: Quantity, *, compatible: bool
) -> None:
    assert are_compatible(one, other) is compatible
    assert are_compatible(other, one) is compatible


QUALIFIERS = st.sampled_from([None, "about", "more_than", "at_least", "less_than", "at_most"])


@given(st.integers(min_value=0, max_value=10**12), QUALIFIERS)
def test_a_figure_agrees_with_itself_and_lies_in_its_interval(value: int, qualifier: str | None) -> None:
    quantity = figure(f"{value:,}", float(value), qualifier=qualifier)
    low, high = interval(quantity)
    assert low <= value <= high
    assert are_compatible(quantity, quantity)
