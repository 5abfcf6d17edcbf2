"""How alike reports are, by the tools that stories are commonly found with: one table of similarities each.

    python -m tests.evaluation.story_rivals NAME TEXTS.json SIMILARITIES.npy

It runs under the interpreter of an environment made from requirements-rivals.txt, hence the imports inside the
functions. TEXTS is a list of strings; row i of the table (n, n) says how alike text i is to each of them, 0 to 1.
"""

# ruff: noqa: PLC0415 - newsloom's interpreter reads the names only

import json
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

PERMUTATIONS = 128
SEED = 20260101


def compare_terms(texts: Sequence[str]) -> Any:
    """Return the cosines of TF-IDF (1 + log tf, smoothed idf over all `texts`), English stop words left out."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    return (table @ table.T).toarray()


def compare_signatures(texts: Sequence[str], words: int) -> Any:
    """Return the share of equal minima of MinHash (Broder 1997) over runs of so many words."""
    import numpy as np
    from rensa import RMinHash

    digests = []
    for text in texts:
        found = re.findall(r"\w+", text.lower())
        signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signature.update([" ".join(found[at : at + words]) for at in range(max(1, len(found) - words + 1))])
        digests.append(signature.digest())
    rows = np.array(digests)
    return np.array([np.mean(rows == row, axis=1) for row in rows])


RIVALS: dict[str, Callable[[Sequence[str]], Any]] = {
    "TF-IDF (scikit-learn)": compare_terms,
    "MinHash of words (rensa)": partial(compare_signatures, words=1),
    "MinHash of three-word runs (rensa)": partial(compare_signatures, words=3),
}


def main() -> None:
    import numpy as np

    name, texts, table = sys.argv[1:]
    np.save(table, RIVALS[name](json.loads(Path(texts).read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
