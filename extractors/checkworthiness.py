"""How much a sentence is worth checking, 0 to 1: a logistic regression over its words and its surface.

Method: linear models over word n-grams and surface features, the strong simple baseline of ClaimBuster
(Hassan et al. 2017, "Toward Automated Fact-Checking") and of the CheckThat! labs (task 1, check-worthiness).
The weights are a readable file written by tests/evaluation/train_checkworthiness.py.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources

VERSION = "checkworthiness/1"

# A figure keeps its currency and percent signs apart: they are features of their own.
TOKEN = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+(?:[.,]\d+)*|[$€£%?!]")
LONGEST = 5_000  # characters of one sentence that are looked at; what is longer is no sentence
CAPITALISED = re.compile(r"(?<=[\w,;:’'\"”)] )[A-Z][\w’'-]*")


def score_sentences(sentences: Sequence[str]) -> list[float]:
    """Return for each sentence the probability, 0 to 1, that it states something worth checking."""
    weights = _weights()
    return [_score(sentence[:LONGEST], weights) for sentence in sentences]


def _score(sentence: str, weights: dict[str, float]) -> float:
    names = features(sentence)
    if not names:
        return 0.0
    total = math.fsum(weights.get(name, 0.0) for name in names)  # exact: a set has no order of its own
    logit = weights["bias"] + total / math.sqrt(len(names))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def features(sentence: str) -> set[str]:
    """Return the names of the features of one sentence; empty where it holds no word at all.

    Words and pairs of words stand as they are (lower case, every figure as 0), surface features in angle brackets.
    """
    words = ["0" if token[0].isdigit() else token.replace("’", "'") for token in TOKEN.findall(sentence.lower())]
    if not words:
        return set()
    names = set(words)
    names.update(f"{left} {right}" for left, right in zip(["<s>", *words], words, strict=False))
    names.update(_surface(sentence, words))
    return names


def _surface(sentence: str, words: list[str]) -> Iterator[str]:
    figures = words.count("0")
    if figures:
        yield "<figure>"
    if figures > 1:
        yield "<figures>"
    yield f"<length {min(6, len(words).bit_length())}>"
    names = len(CAPITALISED.findall(sentence))
    yield f"<names {min(3, names)}>"
    if not any(word.endswith("ed") for word in words):
        yield "<no -ed>"
    if sentence.rstrip(" \"”’'").endswith("?"):
        yield "<question>"


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = resources.files("extractors").joinpath("data/checkworthiness.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights
