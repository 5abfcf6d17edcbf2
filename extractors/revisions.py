"""What a new revision of an article changed: its sentences added, removed and reworded."""

import re
from collections import Counter
from collections.abc import Sequence

from extractors.records import Article, Revision
from extractors.sentences import split_sentences

VERSION = "revisions/1"
# Two sentences are one reworded when they share this much of their words (Jaccard).
REWORDED = 0.5
# A rewrite of more sentences is not looked at pair by pair.
MOST_PAIRED = 300
WORD = re.compile(r"\w+")


def compare_revisions(before: Article, after: Article) -> Revision | None:
    """Return what `after` changed of `before`, the same article earlier; None where neither text nor title changed.

    A sentence that only moved is no change. Of the sentences added and removed those most alike are paired, each once.
    """
    old, new = _sentences(before.text), _sentences(after.text)
    removed, added = _without(old, new), _without(new, old)
    if not removed and not added and before.title == after.title:
        return None
    pairs = _pair(removed, added)
    reworded_from, reworded_to = {old for old, _ in pairs}, {new for _, new in pairs}
    return Revision(
        article_id=after.article_id,
        document_id=after.document_id,
        previous_document_id=before.document_id,
        title_before=before.title,
        title_after=after.title,
        added=tuple(text for number, text in enumerate(added) if number not in reworded_to),
        removed=tuple(text for number, text in enumerate(removed) if number not in reworded_from),
        changed_from=tuple(removed[number] for number, _ in pairs),
        changed_to=tuple(added[number] for _, number in pairs),
        version=VERSION,
    )


def _sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


def _without(sentences: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return those of `sentences`, in order, that `others` does not hold as often."""
    held = Counter(others)
    left = []
    for sentence in sentences:
        if held[sentence]:
            held[sentence] -= 1
        else:
            left.append(sentence)
    return left


def _pair(removed: Sequence[str], added: Sequence[str]) -> list[tuple[int, int]]:
    """Return which removed sentence became which added one, by their numbers and in the order of the old text."""
    old = [frozenset(WORD.findall(text.lower())) for text in removed[:MOST_PAIRED]]
    new = [frozenset(WORD.findall(text.lower())) for text in added[:MOST_PAIRED]]
    alike = (
        (-len(one & other) / len(one | other), i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if one and other and len(one & other) >= REWORDED * len(one | other)
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(alike):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())
