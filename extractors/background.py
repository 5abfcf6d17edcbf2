"""Background frequencies: how much a term tells, known before the first article has come."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from wordfreq import available_languages, get_frequency_dict

from extractors.terms import is_unspaced, primary_language, split_words, stem_words

# wordfreq's small lists end here; a word that is not in them is taken to be as rare.
RAREST = 1e-6
# A typical article has so many words; a term of frequency f is in 1 - exp(-300 f) of them.
ARTICLE_WORDS = 300
# A sentence has so many, and of a sentence more of its words tell something.
SENTENCE_WORDS = 25
# A term found in one article (or sentence) of twenty or more tells nothing.
COMMON = 0.05
MOST = -math.log(-math.expm1(-ARTICLE_WORDS * RAREST))
MOST_IN_SENTENCES = math.log(COMMON / SENTENCE_WORDS / RAREST)
# Where no word list is known, words of up to four letters are taken for the common ones (Zipf's law of abbreviation).
SHORT_WORD = 4
# The word lists' names of some languages.
LISTS = {"no": "nb", "nn": "nb", "bs": "sh", "hr": "sh", "sr": "sh", "tl": "fil"}


def weigh_terms(terms: Sequence[str], language: str | None) -> NDArray[np.float64]:
    """Return the inverse document frequency of each term: -ln of the share of articles that hold it, 0 if common.

    It is estimated from wordfreq's word lists (Speer 2022). Frequencies that never change make a decision independent
    of what else is stored; on labelled sets they did no worse than those of the stream.
    """
    known = _inverse_frequencies(primary_language(language))
    if known is None:
        return np.array([MOST if len(term) > SHORT_WORD or is_unspaced(term) else 0.0 for term in terms])
    return np.array([known.get(term, MOST) for term in terms])


def weigh_in_sentences(terms: Sequence[str], language: str) -> list[float]:
    """Return how much rarer in sentences each term is than a common one, in natural logarithms; 0 if it is common."""
    known = _sentence_weights(primary_language(language))
    return [known.get(term, MOST_IN_SENTENCES) for term in terms]


@lru_cache(maxsize=8)
def _sentence_weights(primary: str | None) -> Mapping[str, float]:
    return {
        term: max(0.0, math.log(COMMON) - math.log(-math.expm1(-SENTENCE_WORDS * frequency)))
        for term, frequency in _frequencies(primary).items()
    }


@lru_cache(maxsize=8)
def _inverse_frequencies(primary: str | None) -> Mapping[str, float] | None:
    frequencies = _frequencies(primary)
    return {term: _weigh(frequency) for term, frequency in frequencies.items()} if frequencies else None


@lru_cache(maxsize=8)
def _frequencies(primary: str | None) -> Mapping[str, float]:
    """Return the frequency of each stem of a language's word list; none where it has no list."""
    name = LISTS.get(primary or "", primary)
    frequencies: defaultdict[str, float] = defaultdict(float)
    if name in available_languages("small"):
        for word, frequency in get_frequency_dict(name, "small").items():
            for term in stem_words(split_words(word), primary):
                frequencies[term] += frequency
    return frequencies


def _weigh(frequency: float) -> float:
    share = -math.expm1(-ARTICLE_WORDS * max(frequency, RAREST))
    return 0.0 if share >= COMMON else -math.log(share)
