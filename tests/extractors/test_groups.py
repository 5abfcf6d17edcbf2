"""Claims that state the same fact share a group; the golden stories and the seeds say which."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.accounts import weave_account
from extractors.identity import stable_id
from extractors.quantities import find_quantities
from tests.extractors.accounts import STORIES, Story, expected, golden_story, tell
from tests.extractors.samples import article, sentence_claims

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@pytest.mark.parametrize("name", STORIES)
def test_claims_of_one_fact_share_a_group(name: str) -> None:
    story = golden_story(name)
    for references in expected(name)["groups"]:
        assert set.intersection(*(story.groups(reference) for reference in references)), references


@pytest.mark.parametrize("name", STORIES)
def test_claims_of_different_facts_do_not(name: str) -> None:
    story = golden_story(name)
    for one, other in expected(name)["apart"]:
        assert not story.groups(one) & story.groups(other), (one, other)


@pytest.mark.parametrize("name", STORIES)
def test_reports_credit_whom_they_should(name: str) -> None:
    story = golden_story(name)
    for report, origin in expected(name)["origins"]:
        article_id = story.articles[report].article_id
        assert origin in {found.origin for found in story.origins if found.article_id == article_id}


@pytest.fixture(scope="module")
def seeds() -> Story:
    return tell([article(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.iterdir())])


def test_seeds_tell_the_users_of_one_product_in_two_articles(seeds: Story) -> None:
    (group,) = seeds.groups((0, "650 million monthly users")) & seeds.groups((1, "650 million monthly users"))
    members = [claim for claim in seeds.claims if seeds.group_of(claim.claim_id) == group]
    assert {claim.article_id for claim in members} == {seeds.articles[0].article_id, seeds.articles[1].article_id}
    assert all(claim.credit_key is None for claim in members)
    assert group not in seeds.groups((3, "800 million users"))


def test_seeds_credit_one_newspaper_or_nobody(seeds: Story) -> None:
    wide = {
        number: {o.origin for o in seeds.origins if o.article_id == one.article_id and o.claim_id is None}
        for number, one in enumerate(seeds.articles)
    }
    newspaper = {"Financial Times"}
    assert wide == {0: newspaper, 1: newspaper, 2: set(), 3: set(), 4: newspaper}


def test_seeds_tell_the_market_shares_once_from_one_origin(seeds: Story) -> None:
    shared = seeds.groups((0, "OpenAI’s 27%")) & seeds.groups((1, "OpenAI’s 27%"))
    assert len(shared) == 1
    members = [claim for claim in seeds.claims if seeds.group_of(claim.claim_id) in shared]
    assert {claim.credit_key for claim in members} == {"menlo ventures"}


def test_seeds_quote_the_analyst_in_a_group_of_her_own(seeds: Story) -> None:
    (group,) = {seeds.group_of(claim.claim_id) for claim in seeds.claims if claim.text.startswith("At this scale")} or {
        ""
    }
    members = [claim for claim in seeds.claims if seeds.group_of(claim.claim_id) == group]
    assert {claim.article_id for claim in members} == {seeds.articles[2].article_id}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Jane Roe resigned from the Teller council on Monday.",
            "Iris Moss resigned from the Teller council on Monday.",
        ),
        (
            "The Teller council met on Monday to approve the dam.",
            "The Teller council met on Friday to approve the dam.",
        ),
        ("The Teller council did not approve the dam.", "The Teller council approved the dam."),
        ("Exports of Orvane timber rose sharply in spring.", "Exports of Orvane timber fell sharply in spring."),
        ("The dam at Teller cost $30 million.", "The dam at Teller cost $45 million."),
        ("The dam at Teller was finished in 1961.", "The dam at Teller was finished in 1974."),
    ],
)
def test_names_times_figures_and_polarity_keep_claims_apart(one: str, other: str) -> None:
    articles = [article(one), article(other)]
    claims = [claim for told in articles for claim in sentence_claims(told)]
    quantities = [quantity for told in articles for quantity in find_quantities(told, sentence_claims(told))]
    assert len(weave_account("story", claims, quantities, {}).groups) == 2


def test_a_paraphrase_states_the_same_fact() -> None:
    one = article("The Teller council approved the new dam on Monday by 9 votes to 4.")
    other = article("On Monday the council of Teller gave the dam its approval, by 9 votes to 4.")
    claims = [*sentence_claims(one), *sentence_claims(other)]
    assert len(weave_account("story", claims, (), {}).groups) == 1


WORDS = (
    *("Teller", "council", "dam", "approved", "rejected", "not", "rose", "fell"),
    *("30", "45", "million", "people", "Monday", "Friday", "Roe", "Moss", "quake", "killed"),
)
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@given(st.lists(SENTENCES, min_size=1, max_size=12))
@settings(max_examples=60)
def test_every_claim_is_in_one_group_named_after_its_first_and_later_claims_change_no_group(texts: list[str]) -> None:
    claims = [
        replace(claim, claim_id=str(number), article_id=str(number))
        for number, text in enumerate(texts)
        for claim in sentence_claims(article(text))
    ]
    account = weave_account("story", claims, (), {})
    groups = {member.claim_id: member.claim_group_id for member in account.memberships}
    assert sorted(groups) == sorted(claim.claim_id for claim in claims)
    first = {group: min(int(claim) for claim in groups if groups[claim] == group) for group in set(groups.values())}
    assert all(group == stable_id("group", str(number)) for group, number in first.items())
    earlier = weave_account("story", claims[: len(claims) // 2], (), {})
    assert {member.claim_id: groups[member.claim_id] for member in earlier.memberships} == {
        member.claim_id: member.claim_group_id for member in earlier.memberships
    }


def test_a_story_of_a_thousand_claims_takes_seconds_at_most(seeds: Story) -> None:
    times = 1 + 1000 // len(seeds.claims)
    claims = [
        replace(claim, claim_id=f"{claim.claim_id}{turn}", article_id=f"{claim.article_id}{turn}")
        for turn in range(times)
        for claim in seeds.claims
    ]
    started = time.process_time()
    weave_account("story", claims, (), {})
    assert len(claims) >= 1000
    assert time.process_time() - started < 6.0
