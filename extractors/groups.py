"""Groups: claims of one story that state the same fact, decided claim by claim in order of arrival."""

from collections.abc import Iterable, Mapping, Sequence

from extractors.facts import DAYS, MONTH, Fact, are_opposite, similarity
from extractors.likeness import have_other_names, likeness, swap_names
from extractors.posts import posts_differ
from extractors.values import are_compatible

# Log-odds from which two claims state the same, and below which a group must not be to a newcomer on average.
SAME_FACT = 0.0
STRANGER = -1.0
# One article seldom says the same twice: there the Dice coefficient must be high.
SAME_ARTICLE = 0.75
# A stem may weigh less in one claim than in another, where it is a day's name there.
SLACK = 0.9
# A fragment of less weight states no fact of its own, unless in the very same words.
LEAST_TOLD = 6.0
SAME_WORDS = 0.95
LEAST_QUOTED_WORDS = 5
# A term that so many claims hold already tells none of them apart: it finds no candidates.
MOST_CLAIMS_A_TERM = 64


def group_facts(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Return the groups in the order of their first claims; every fact is in exactly one.

    Facts are taken in the given order (arrival), and each joins the most similar earlier group that states the same and
    contradicts none of it. So what comes later never changes the groups of what came before. An inverted index over
    terms keeps the comparisons few.
    """
    groups: list[list[Fact]] = []
    seen: list[tuple[Fact, list[Fact]]] = []
    index: dict[str, list[int]] = {}
    for fact in facts:
        group = _best_group(fact, [seen[position] for position in _candidates(fact, seen, index)])
        if group is None:
            group = []
            groups.append(group)
        group.append(fact)
        for term in fact.terms:
            index.setdefault(term, []).append(len(seen))
        seen.append((fact, group))
    return groups


def state_the_same(left: Fact, right: Fact) -> bool:
    """Return whether two claims state the same fact (not merely the same topic)."""
    if left.claim.article_id == right.claim.article_id:
        is_like = similarity(left, right) >= SAME_ARTICLE
    elif min(left.total, right.total) < LEAST_TOLD:
        is_like = similarity(left, right) >= SAME_WORDS
    else:
        is_like = likeness(left, right) >= SAME_FACT
    return (is_like or _quote_the_same(left, right)) and not contradict(left, right)


def contradict(left: Fact, right: Fact) -> bool:
    """Return whether figures, times, names or polarity keep two claims apart, however alike their words."""
    if are_opposite(left, right) or _are_of_other_days(left, right):
        return True
    if left.anchors.isdisjoint(right.anchors) and (
        have_other_names(left, right) or swap_names(left, right) or _are_disjoint(left.years, right.years)
    ):
        return True
    if any(posts_differ(one, other) for one in left.posts for other in right.posts):
        return True
    return _are_said_by_others(left, right) or figures_differ(left, right)


def _are_of_other_days(left: Fact, right: Fact) -> bool:
    """Return whether both name a weekday, a month or a date, and no two agree."""
    return (
        _are_disjoint(left.times & DAYS, right.times & DAYS)
        or _are_disjoint(left.times & MONTH, right.times & MONTH)
        or _are_disjoint(left.dates, right.dates)
    )


def _are_disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left and right) and left.isdisjoint(right)


def _quote_the_same(left: Fact, right: Fact) -> bool:
    """Return whether one quotation holds the other, of some words' length."""
    if left.claim.kind != "quote" or right.claim.kind != "quote":
        return False
    shorter, longer = sorted((left.words, right.words), key=len)
    return len(shorter) >= LEAST_QUOTED_WORDS and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def _are_said_by_others(left: Fact, right: Fact) -> bool:
    """Return whether both are quotations, of two persons whose names have nothing in common."""
    claims = left.claim, right.claim
    if any(claim.kind != "quote" or claim.speaker_kind != "person" or not claim.speaker for claim in claims):
        return False
    one, other = (frozenset((claim.speaker or "").casefold().split()) for claim in claims)
    return one.isdisjoint(other)


def _candidates(fact: Fact, seen: Sequence[tuple[Fact, list[Fact]]], index: Mapping[str, Sequence[int]]) -> list[int]:
    """Return in order the places of those `seen` that may state the same as `fact`."""
    shared: dict[int, float] = {}
    common = 0.0
    for term, weight in fact.terms.items():
        postings = index.get(term, ())
        if len(postings) > MOST_CLAIMS_A_TERM:
            common += weight
        else:
            for place in postings:
                shared[place] = shared.get(place, 0.0) + weight
    return [place for place in sorted(shared) if _may_be_the_same(fact, seen[place][0], shared[place] + common)]


def _may_be_the_same(left: Fact, right: Fact, shared: float) -> bool:
    """Return whether two that share terms of the weight `shared` at most are worth a closer look.

    Most claims belong to a story of one article, whose claims seldom share much: this saves most of the work.
    """
    if left.claim.article_id != right.claim.article_id or left.claim.kind == right.claim.kind == "quote":
        return True
    return 2.0 * shared >= SLACK * SAME_ARTICLE * (left.total + right.total)


def _best_group(fact: Fact, candidates: list[tuple[Fact, list[Fact]]]) -> list[Fact] | None:
    """Return the group of the most similar candidate that states the same; of equals, the earliest."""
    scored = [(likeness(fact, other), group) for other, group in candidates if state_the_same(fact, other)]
    for _, group in sorted(scored, key=lambda pair: -pair[0]):
        if not any(contradict(fact, member) for member in group) and _mean_likeness(fact, group) >= STRANGER:
            return group
    return None


def _mean_likeness(fact: Fact, group: list[Fact]) -> float:
    return sum(likeness(fact, member) for member in group) / len(group)


def figures_differ(left: Fact, right: Fact) -> bool:
    """Return whether both have figures of one unit and none that agree."""
    pairs = [(one, other) for one in left.figures for other in right.figures]
    if any(are_compatible(one, other) for one, other in pairs if one.unit == other.unit or one.value == other.value):
        return False
    return any(one.unit == other.unit for one, other in pairs)
