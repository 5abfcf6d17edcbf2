"""The account of a story: its claims woven into groups of one fact each, and the conflicts between them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extractors.account_records import Account, ClaimGroup, ClaimMembership, Report
from extractors.conflicts import find_conflicts
from extractors.facts import Fact, fact_of, similarity
from extractors.groups import group_facts
from extractors.identity import stable_id
from extractors.records import Claim, Quantity

# A bound on the work of finding the claim that represents a large group.
MOST_COMPARED = 20


def weave_account(
    story_id: str, claims: Sequence[Claim], quantities: Sequence[Quantity], reports: Mapping[str, Report]
) -> Account:
    """Return the groups, memberships and conflicts of one story.

    `claims` are all claims of the story in arrival order (of their articles, then of the text), `quantities` their
    figures in any order, `reports` what is known of each article, by its id. A group's id is its first claim's.
    """
    facts = facts_of(claims, quantities)
    grouped = [(stable_id("group", members[0].claim.claim_id), members) for members in group_facts(facts)]
    return Account(
        groups=tuple(
            ClaimGroup(group_id, story_id, _representative(members).claim_id) for group_id, members in grouped
        ),
        memberships=tuple(
            ClaimMembership(fact.claim.claim_id, group_id) for group_id, members in grouped for fact in members
        ),
        conflicts=find_conflicts(story_id, grouped, reports),
    )


def facts_of(claims: Sequence[Claim], quantities: Sequence[Quantity]) -> list[Fact]:
    """Return the comparable parts of each claim, in the same order; `quantities` are all their figures."""
    figures = _by_article(quantities)
    places: dict[str, dict[str, set[int]]] = {claim.article_id: {} for claim in claims}
    return [
        fact_of(claim, _inside(claim, figures.get(claim.article_id, [])), places[claim.article_id]) for claim in claims
    ]


def _by_article(quantities: Sequence[Quantity]) -> dict[str, list[Quantity]]:
    figures: dict[str, list[Quantity]] = {}
    for quantity in sorted(quantities, key=lambda quantity: (quantity.article_id, quantity.char_start)):
        figures.setdefault(quantity.article_id, []).append(quantity)
    return figures


def _inside(claim: Claim, figures: list[Quantity]) -> list[Quantity]:
    """Return the figures inside the claim's span, those of claims nested in it among them."""
    first = bisect_left(figures, claim.char_start, key=lambda quantity: quantity.char_start)
    last = bisect_left(figures, claim.char_end, key=lambda quantity: quantity.char_start)
    return [quantity for quantity in figures[first:last] if quantity.char_end <= claim.char_end]


def _representative(facts: Sequence[Fact]) -> Claim:
    """Return the claim most like the other members (the first `MOST_COMPARED` of them); of equals, the earliest.

    A clause that does not open its sentence may lack its subject: it represents others of its kind only.
    """
    compared = facts[:MOST_COMPARED]
    whole = [fact for fact in compared if fact.claim.kind != "statement" or _opens_sentence(fact.claim)] or compared
    return max(whole, key=lambda fact: sum(similarity(fact, other) for other in compared)).claim


def _opens_sentence(claim: Claim) -> bool:
    return claim.char_start - claim.sentence_start <= len("“- ")
