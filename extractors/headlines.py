"""What to call a story: the title of the article that stands nearest its centre."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Titled(Protocol):
    """An article as far as a headline goes; `vector` is float32 little-endian."""

    @property
    def article_id(self) -> str: ...  # noqa: D102 - a field

    @property
    def title(self) -> str | None: ...  # noqa: D102

    @property
    def is_truncated(self) -> bool: ...  # noqa: D102

    @property
    def vector(self) -> bytes: ...  # noqa: D102


def choose_headline(articles: Sequence[Titled]) -> str | None:
    """Return the title, not cut short, of the article whose vector is nearest the mean of all; None without titles.

    Titles that end in an ellipsis, and those of truncated articles, serve only where there is no other; ties go to
    the smallest article id.
    """
    titled = [article for article in articles if article.title]
    if not titled:
        return None
    centre = np.mean([_vector(article) for article in articles], axis=0, dtype=np.float64)

    def rank(article: Titled) -> tuple[bool, float, str]:
        is_cut = article.is_truncated or (article.title or "").rstrip().endswith(("…", "..."))
        return is_cut, -round(float(_vector(article) @ centre), 6), article.article_id

    return min(titled, key=rank).title


def _vector(article: Titled) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.frombuffer(article.vector, dtype="<f4")
