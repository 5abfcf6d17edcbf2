"""The fingerprint of an article: all that deciding about copies and stories needs of it."""

import numpy as np
from numpy.typing import NDArray

from extractors.background import weigh_terms
from extractors.identity import stable_id
from extractors.proper_names import find_names
from extractors.records import Article, Fingerprint
from extractors.shingles import hash_shingles, sample_shingles
from extractors.terms import count_terms, find_numbers, split_words, stem_words
from extractors.vectors import embed

VERSION = "fingerprint/3"

# What the sentence vector reads: the title and about the first 120 words.
TITLE_CHARACTERS = 300
LEAD_CHARACTERS = 800
# There, a common word weighs this much; a rarer one, its inverse document frequency.
LEAST_WEIGHT = 1.0


def fingerprint(article: Article) -> Fingerprint:
    """Return the fingerprint of `article`; equal title, text, language and time give equal fingerprints.

    `text_hash` and `signature` are of the text alone, so that another headline does not matter: the words, whatever
    stands between them, and a FracMinHash sample of their shingles (uint32, sorted, of varying length). `term_counts`
    count title and lead words as said more often. `vector` has 256 dimensions and length 1 (or 0 for an empty text).
    """
    title, text = article.title or "", article.text
    title_words, words = split_words(title), split_words(text)
    # Some pages repeat the title at the head of the text, some do not: it counts once either way.
    repeated = bool(title) and text.startswith(title)
    body_words = words[len(title_words) :] if repeated else words
    body = text[len(title) :] if repeated else text
    counts = count_terms(title_words, body_words, article.language)
    return Fingerprint(
        article_id=article.article_id,
        language=article.language,
        published_on=article.published_on,
        text_hash=stable_id(" ".join(words).lower()),
        signature=sample_shingles(hash_shingles(words)).astype("<u4").tobytes(),
        terms=tuple(counts),
        term_counts=tuple(counts.values()),
        names=find_names(body),
        numbers=find_numbers(f"{title}\n{body}"),
        vector=_embed_head(title, body, article.language).astype("<f4").tobytes(),
        version=VERSION,
        published_at=article.published_at,
    )


def _embed_head(title: str, body: str, language: str | None) -> NDArray[np.float32]:
    words = split_words(f"{title[:TITLE_CHARACTERS]}\n{body[:LEAD_CHARACTERS]}")
    terms = ["".join(stem_words([word], language)) for word in words]
    return embed(words, np.maximum(weigh_terms(terms, language), LEAST_WEIGHT))
