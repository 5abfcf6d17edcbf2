"""Static word vectors: the meaning of a short passage as one point, without running a model."""

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DIMENSIONS = 256


def embed(text: str) -> NDArray[np.float32]:
    """Return the unit vector of `text`, shape (256,); zeros where the text has no token.

    It is the mean of the static token vectors of WordLlama (l2_supercat, D. Lee Miller 2024), which come in its
    package. The package's own loader looks for its tokenizer on the network, hence the two files are read here.
    """
    # A lone surrogate is no character: the tokenizer refuses it.
    readable = text.encode("utf-8", "replace").decode("utf-8")
    ids = _tokenizer().encode(readable, add_special_tokens=False).ids
    if not ids:
        return np.zeros(DIMENSIONS, np.float32)
    mean = _token_vectors()[ids].astype(np.float32).mean(axis=0)
    unit: NDArray[np.float32] = mean / np.sqrt(np.square(mean).sum())
    return unit


@lru_cache(maxsize=1)
def _token_vectors() -> NDArray[np.float16]:
    with as_file(files("wordllama") / "weights" / "l2_supercat_256.safetensors") as path:
        return load_file(path)["embedding.weight"]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    resource = files("wordllama") / "tokenizers" / "l2_supercat_tokenizer_config.json"
    return Tokenizer.from_str(resource.read_text(encoding="utf-8"))
