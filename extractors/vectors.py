"""Static word vectors: the meaning of a short passage as one point, without running a model."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DIMENSIONS = 256


def embed(words: Sequence[str], weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the unit vector of `words`, shape (256,), with a weight above 0 for each; zeros where there is no token.

    It is the weighted mean of the static token vectors of WordLlama (l2_supercat, D. Lee Miller 2024), which come in
    its package, the tokens of a word sharing its weight. Rare words weigh more than frequent ones, as in SIF (Arora,
    Liang & Ma 2017). The package's own loader looks for its tokenizer on the network, hence its files are read here.
    """
    readable = [_readable(word) for word in words]
    encoding = _tokenizer().encode(readable, is_pretokenized=True, add_special_tokens=False)
    word_of = np.array(encoding.word_ids, np.int64)
    if not len(word_of):
        return np.zeros(DIMENSIONS, np.float32)
    shares = (weights[word_of] / np.bincount(word_of)[word_of]).astype(np.float32)
    mean = (_token_vectors()[encoding.ids] * shares[:, None]).sum(axis=0)
    unit: NDArray[np.float32] = mean / np.sqrt(np.square(mean).sum())
    return unit


def pool(words: Sequence[str]) -> NDArray[np.float32]:
    """Return the mean, the highest and the lowest of the token vectors of `words`, shape (768,); zeros without a token.

    Of static vectors the extremes keep what a mean blurs: that one word of its kind is there (Shen et al. 2018,
    "Baseline Needs More Love").
    """
    tokens = [token for word in words for token in _tokens(word)]
    if not tokens:
        return np.zeros(3 * DIMENSIONS, np.float32)
    vectors = _token_vectors()[tokens].astype(np.float32)
    # As vectors.mean(axis=0) and its kin, less what these cost before they begin.
    mean = np.add.reduce(vectors) / np.float32(len(vectors))
    return np.concatenate((mean, np.maximum.reduce(vectors), np.minimum.reduce(vectors)))


@lru_cache(maxsize=1 << 15)
def _tokens(word: str) -> tuple[int, ...]:
    return tuple(_tokenizer().encode(_readable(word), add_special_tokens=False).ids)


def _readable(word: str) -> str:
    # A lone surrogate is no character: the tokenizer refuses it.
    return word.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _token_vectors() -> NDArray[np.float16]:
    with as_file(files("wordllama") / "weights" / "l2_supercat_256.safetensors") as path:
        return load_file(path)["embedding.weight"]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    resource = files("wordllama") / "tokenizers" / "l2_supercat_tokenizer_config.json"
    return Tokenizer.from_str(resource.read_text(encoding="utf-8"))
