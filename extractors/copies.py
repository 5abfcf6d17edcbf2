"""Copies: whether one text reprints another, verified on the texts themselves."""

from collections.abc import Container
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.identity import stable_id
from extractors.quotations import find_quotations
from extractors.shingles import hash_runs
from extractors.terms import split_words

# Of the shorter text's wording, so much stands in the longer one.
SHARED_WORDING = 0.5
# Where both say the same words around a figure or a name, it is the same in so many cases.
SHARED_FACTS = 0.4
# So many runs with figures (two figures in either text) tell by themselves, however the names are spelled; fewer may
# be one toll that was brought up to date.
TELLING_RUNS = 20
# A text that says less than this share of its words itself is compared with all that it quotes.
OWN_VOICE = 0.2

# What stands for a figure or a name that is left blank; no words.
FIGURE, NAME = "#", "@"


class _Wording(NamedTuple):
    """What of a text is compared: its words as one hash, and its runs of five words in order, each as a hash (N,).

    A figure counts as one word, and so does a name; `blank` holds neither, each of the others one of them as written.
    """

    words: str
    blank: NDArray[np.uint64]
    with_figures: NDArray[np.uint64]
    with_names: NDArray[np.uint64]


def is_copy(text_a: str, text_b: str) -> bool:
    """Return whether one text reprints the other: whole, cut down, merged into another, reheadlined, or framed anew.

    Equal words are a copy, whatever stands between them. Otherwise two things must hold. Half of the shorter text's
    wording stands in the longer one: containment of five-word shingles (Broder 1997), so that a brief cut from a long
    report is its copy. Only what the articles say in their own voice counts, for who quotes the same statement at
    length copied nobody. And where both say the same words around a figure, they mostly give the same one, and where
    there are hardly any figures, the same name: a template filled with other facts is no copy, an edition that spells
    the names its own way is. What either holds besides, an agency's lines or another report, has no part in that. A
    text without words is no copy of anything.
    """
    a, b = _read(text_a), _read(text_b)
    if not len(a.blank) or not len(b.blank):
        return False
    return a.words == b.words or (_share_wording(a.blank, b.blank) >= SHARED_WORDING and _agree(a, b))


def _share_wording(runs_a: NDArray[np.uint64], runs_b: NDArray[np.uint64]) -> float:
    distinct_a, distinct_b = np.unique(runs_a), np.unique(runs_b)
    common = np.intersect1d(distinct_a, distinct_b, assume_unique=True)
    return len(common) / min(len(distinct_a), len(distinct_b))


def _agree(a: _Wording, b: _Wording) -> bool:
    alike, facts = _compare_facts(a.blank, a.with_figures, b.blank, b.with_figures)
    if facts < TELLING_RUNS:
        alike_names, names = _compare_facts(a.blank, a.with_names, b.blank, b.with_names)
        alike, facts = alike + alike_names, facts + names
    return alike >= SHARED_FACTS * facts


def _compare_facts(
    blank_a: NDArray[np.uint64], filled_a: NDArray[np.uint64], blank_b: NDArray[np.uint64], filled_b: NDArray[np.uint64]
) -> tuple[int, int]:
    """Return how many of the runs whose blanks both texts have are filled alike, and how many there are."""
    facts_a = filled_a[(filled_a != blank_a) & np.isin(blank_a, blank_b)]
    facts_b = filled_b[(filled_b != blank_b) & np.isin(blank_b, blank_a)]
    alike = int(np.isin(facts_a, filled_b).sum()) + int(np.isin(facts_b, filled_a).sum())
    return alike, len(facts_a) + len(facts_b)


@lru_cache(maxsize=512)
def _read(text: str) -> _Wording:
    words, own_words = split_words(text), split_words(_leave_out_quotations(text))
    if len(own_words) < OWN_VOICE * len(words):
        own_words = words
    lower = {word for word in own_words if word.islower()}
    blank, with_figures, with_names = list[str](), list[str](), list[str]()
    for mark, group in groupby(own_words, lambda word: _mark(word, lower)):
        run = list(group)
        written = [" ".join(run)] if mark else run
        blanks = [mark] if mark else written
        blank += blanks
        with_figures += written if mark == FIGURE else blanks
        with_names += written if mark == NAME else blanks
    return _Wording(
        stable_id(" ".join(words).lower()), hash_runs(blank), hash_runs(with_figures), hash_runs(with_names)
    )


def _mark(word: str, lower: Container[str]) -> str:
    """Return what a word is a fact of: FIGURE, NAME, or '' (also where a capital only opens a sentence)."""
    if word[0].isdigit():
        return FIGURE
    return NAME if word[0].isupper() and word.lower() not in lower else ""


def _leave_out_quotations(text: str) -> str:
    pieces, at = [], 0
    for quotation in find_quotations(text):
        pieces.append(text[at : quotation.start])
        at = quotation.end
    return " ".join([*pieces, text[at:]])
