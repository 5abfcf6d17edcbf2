"""Groups: claims of one story that state the same fact, decided claim by claim in order of arrival."""

from collections.abc import Iterable

from extractors.facts import Fact, are_opposite, similarity
from extractors.posts import posts_differ
from extractors.records import Quantity
from extractors.values import are_compatible

GROUPING_VERSION = "groups-1"
# Dice coefficients from which two claims state the same: less is enough where they share a telling figure, more is
# needed of a quotation, where names differ, and within one article, which seldom says the same twice.
SAME_FIGURES = 0.34
SAME_FACT = 0.47
SAME_QUOTE = 0.7
NAMES_DIFFER = 0.62
SAME_ARTICLE = 0.75
# Names are the topic of a story, so what is said of them must agree as well; and no member may be a stranger.
SAME_PREDICATE = 0.3
# Terms beside names and figures that both must have, and terms in all: a fragment states no fact of its own.
LEAST_SHARED_TERMS = 2
LEAST_TERMS = 3
ALL_SHARED = 0.95
NO_STRANGER = 0.3
LEAST_QUOTED_WORDS = 5
# Below this a count without a name to it is no more telling than any word: two people, three days.
TELLING_COUNT = 12
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
        group = _best_group(fact, [seen[position] for position in sorted(_candidates(fact, index))])
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
    # Most pairs share a word and no more: that is told first, for it is the quickest to tell.
    alike = similarity(left, right)
    is_like = alike >= SAME_FIGURES and alike >= _threshold(left, right)
    is_one_quote = _quote_the_same(left, right)
    if not (is_like or is_one_quote) or contradict(left, right):
        return False
    if is_one_quote or alike >= ALL_SHARED:
        return True
    names = left.names | right.names
    shared = (left.terms.keys() & right.terms.keys()) - names - left.figure_terms
    if _share_a_figure(left, right):
        return bool(shared)
    return (
        len(shared) >= LEAST_SHARED_TERMS
        and min(len(left.terms), len(right.terms)) >= LEAST_TERMS
        and similarity(left, right, names) >= SAME_PREDICATE
    )


def contradict(left: Fact, right: Fact) -> bool:
    """Return whether figures, times, names or polarity keep two claims apart, however alike their words."""
    if left.is_negated != right.is_negated or are_opposite(left, right):
        return True
    if left.times and right.times and left.times.isdisjoint(right.times):
        return True
    if left.names and right.names and left.names.isdisjoint(right.terms) and right.names.isdisjoint(left.terms):
        return True
    if any(posts_differ(one, other) for one in left.posts for other in right.posts):
        return True
    return _are_said_by_others(left, right) or _figures_differ(left, right)


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


def _candidates(fact: Fact, index: dict[str, list[int]]) -> set[int]:
    found: set[int] = set()
    for term in fact.terms:
        postings = index.get(term, ())
        if len(postings) <= MOST_CLAIMS_A_TERM:
            found.update(postings)
    return found


def _best_group(fact: Fact, candidates: list[tuple[Fact, list[Fact]]]) -> list[Fact] | None:
    """Return the group of the most similar candidate that states the same; of equals, the earliest."""
    scored = [(similarity(fact, other), group) for other, group in candidates if state_the_same(fact, other)]
    for _, group in sorted(scored, key=lambda pair: -pair[0]):
        if not any(contradict(fact, member) or similarity(fact, member) < NO_STRANGER for member in group):
            return group
    return None


def _threshold(left: Fact, right: Fact) -> float:
    if left.claim.article_id == right.claim.article_id:
        return SAME_ARTICLE
    if left.claim.kind == right.claim.kind == "quote":
        return SAME_QUOTE
    if _share_a_figure(left, right):
        return SAME_FIGURES
    names_differ = not left.names.issubset(right.terms) and not right.names.issubset(left.terms)
    return NAMES_DIFFER if names_differ else SAME_FACT


def _share_a_figure(left: Fact, right: Fact) -> bool:
    """Return whether both state one figure of one unit that tells something."""
    return any(
        one.unit == other.unit
        and one.value == other.value
        and (_tells(one) or (one.entity is not None and one.entity == other.entity))
        for one in left.figures
        for other in right.figures
    )


def _tells(figure: Quantity) -> bool:
    return figure.value >= TELLING_COUNT or figure.unit == "percent"


def _figures_differ(left: Fact, right: Fact) -> bool:
    """Return whether both have figures and no two of one unit agree."""
    if not left.figures or not right.figures:
        return False
    return not any(
        one.unit == other.unit and are_compatible(one, other) for one in left.figures for other in right.figures
    )
