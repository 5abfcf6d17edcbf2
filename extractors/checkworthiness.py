"""How much a sentence is worth checking, 0 to 1: a logistic regression over its words, its shape and its meaning.

Method: linear models over word n-grams and surface features, the strong simple baseline of ClaimBuster
(Hassan et al. 2017, "Toward Automated Fact-Checking") and of the CheckThat! labs (task 1, check-worthiness). Two more
views carry it beyond the subjects it was trained on: n-grams of word shapes, and pooled static word vectors.
The weights are a readable file written by tests/evaluation/train_checkworthiness.py.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from extractors.vectors import pool

VERSION = "checkworthiness/2"

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|[$€£%?!]|[,;:.\"()-]+")
PLAIN_MARKS = str.maketrans("’“”–—", '\'""--')
TELLING_MARKS = frozenset("$€£%?!")  # the marks that count as words; the others only shape a sentence
ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ity", "er", "est", "al", "ous", "ive", "able", "s")
YEAR = re.compile(r"(?:19|20)\d\d")
WHOLE = 100  # the weights are written with two places
LONGEST = 2_000  # characters of one sentence that are looked at; what is longer is no sentence
LONGEST_WORD = 40  # characters of one token that are looked at: they bound what the caches hold

Gram = str | tuple[str, ...]  # a token, or two in a row


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees of one sentence beside its vectors; a view's share is its sum over the root of its size."""

    tokens: tuple[str, ...]
    words: frozenset[Gram]  # stems and pairs of stems, every figure as 0
    shapes: frozenset[Gram]  # shapes and pairs of shapes: a frequent word as it is, others by their kind
    surface: frozenset[str]  # length, names, figures, a question


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic regression; those of grams in hundredths, as whole numbers add up alike in any order."""

    frequent: frozenset[str]  # the words that are their own shape, lower case
    bias: float
    words: dict[Gram, int]
    shapes: dict[Gram, int]
    surface: dict[str, int]
    vectors: NDArray[np.float64]  # shape (768,), of the pooled word vectors


def score_sentences(sentences: Sequence[str]) -> list[float]:
    """Return for each sentence the probability, 0 to 1, that it states something worth checking.

    A score depends on its own sentence only. A checkable sentence weighed fourfold in training, so that 0.5 finds
    most of them. It is 0 where there is no word at all.
    """
    model = _model()
    return [_score(sentence[:LONGEST], model) for sentence in sentences]


def _score(sentence: str, model: Model) -> float:
    seen = describe(sentence, model.frequent)
    if not seen.words:
        return 0.0
    logit = (
        model.bias
        + _share(seen.words, model.words)
        + _share(seen.shapes, model.shapes)
        + sum(model.surface.get(name, 0) for name in seen.surface) / WHOLE
        + float((pool(seen.tokens) * model.vectors).sum())
    )
    # Four places say all there is to say, and are the same on every machine.
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


def _share(grams: frozenset[Gram], weights: dict[Gram, int]) -> float:
    return sum(filter(None, map(weights.get, grams))) / (WHOLE * math.sqrt(len(grams)))


def describe(sentence: str, frequent: frozenset[str]) -> Features:
    """Return the features of one sentence; all empty where it holds no word.

    `frequent` are the lower-case words that are their own shape.
    """
    tokens = [token[:LONGEST_WORD] for token in TOKEN.findall(sentence.translate(PLAIN_MARKS))]
    words = [_word(token) for token in tokens if token[0].isalnum() or token in TELLING_MARKS]
    if not any(map(str.isalnum, words)):
        return Features((), frozenset(), frozenset(), frozenset())
    shapes = [_shape(token, number == 0, frequent) for number, token in enumerate(tokens)]
    return Features(tuple(tokens), _grams(words), _grams(shapes), frozenset(_surface(tokens, words, shapes)))


def _grams(tokens: list[str]) -> frozenset[Gram]:
    framed = ["<s>", *tokens, "</s>"]
    return frozenset(tokens).union(pairwise(framed))


@lru_cache(maxsize=1 << 15)
def _word(token: str) -> str:
    if token[0].isalpha():
        return _stemmer()(token.lower())
    return "0" if token[0].isdigit() else token


@lru_cache(maxsize=1 << 15)
def _shape(token: str, is_first: bool, frequent: frozenset[str]) -> str:
    """Return the kind of a token: itself, or in angle brackets its part in any sentence, as far as its letters tell."""
    if token.lower() in frequent:
        return token.lower()
    if token[0].isdigit():
        return "<year>" if YEAR.fullmatch(token) else "<figure>"
    if not token[0].isalpha():
        return token[0]
    if token[0].isupper() and not is_first:
        return "<name>"
    return next((f"<-{ending}>" for ending in ENDINGS if token.lower().endswith(ending)), "<word>")


def _surface(tokens: list[str], words: list[str], shapes: list[str]) -> Iterator[str]:
    yield f"<length {min(6, len(words).bit_length())}>"
    yield f"<names {min(3, shapes.count('<name>'))}>"
    yield f"<figures {min(2, words.count('0'))}>"
    if "<-ed>" not in shapes:
        yield "<no -ed>"
    if "?" in tokens[-2:]:
        yield "<question>"


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
    return stem


@lru_cache(maxsize=1)
def _model() -> Model:
    text = resources.files("extractors").joinpath("data/checkworthiness.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Model(
        frequent=frozenset(stored["frequent"]),
        bias=stored["bias"],
        words={_gram(name): round(WHOLE * weight) for name, weight in stored["words"].items()},
        shapes={_gram(name): round(WHOLE * weight) for name, weight in stored["shapes"].items()},
        surface={name: round(WHOLE * weight) for name, weight in stored["surface"].items()},
        vectors=np.array(stored["vectors"], np.float64),
    )


def _gram(name: str) -> Gram:
    return tuple(name.split(" ")) if " " in name else name
