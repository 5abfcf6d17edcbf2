"""Block features: what tells the story's blocks from the page around them, a row of numbers a block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from extractors.container_names import groups_of, name_groups
from extractors.layout import Layout

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*$")
HEADINGS = {f"h{level}": float(level) for level in range(1, 7)}
KINDS = {
    "p": 1,
    "li": 2,
    "td": 3,
    "th": 3,
    "dd": 2,
    "dt": 2,
    "pre": 4,
    "blockquote": 5,
    "figcaption": 6,
    **dict.fromkeys(HEADINGS, 7),
}
WITHIN = {"main": 1, "footer": 2, "table": 4, "form": 8, "pre": 16}
FARTHEST = 8
FARTHER = (*range(1, FARTHEST + 1), FARTHEST)
NEIGHBOURS = (-1, 1)
WINDOWS = (3, 6)
GENERATIONS = 5
# Menus and teasers are the same on page after page of a site, longer texts are not.
REMEMBERED = 100
NOWHERE, FAR_ABOVE = -1.0, -999.0


@dataclass(frozen=True, slots=True)
class _Places:
    """Where blocks stand, as columns: of N blocks the container `at`, its `kind` and heading `level`.

    Of all C containers: `parent`, and `look`, one number for those of the same tag and names.
    """

    at: Integers
    kind: Floats
    level: Floats
    parent: Integers
    look: Integers


def describe_blocks(layout: Layout, extracted: Sequence[str], furniture: Sequence[object]) -> dict[str, Floats]:
    """Return each feature's values, one a block.

    `extracted` are the lines trafilatura took; `furniture` holds something true for each block that is page furniture
    by its wording.
    """
    tokens = [_words_of(block.text) for block in layout.blocks]
    kept = share_kept(tokens, extracted)
    places = _locate(layout)
    own = _texts(layout, tokens, furniture)
    words = own["words"]
    tables = (
        {"kept": kept, "kind": places.kind, **own},
        _names(layout, places),
        _positions(places, kept, words),
        _neighbours(places, own["linked"]),
        _windows(kept, words, own["linked"]),
        _ancestors(layout, places, kept, words, own["linked"]),
        _alike(places, kept, words),
    )
    return {name: values for table in tables for name, values in table.items()}


def share_kept(blocks: Sequence[Sequence[str]], extracted: Sequence[str]) -> Floats:
    """Return for each block's words what share `extracted` holds: all where they are a line there, else by trigrams."""
    lines = list(map(_words_of, extracted))
    whole = set(lines)
    words = list(chain.from_iterable(lines))
    trigrams = set(zip(words, words[1:], words[2:], strict=False))
    shares = []
    for block in blocks:
        if tuple(block) in whole:
            shares.append(1.0)
        elif len(block) < 3:
            shares.append(0.0)
        else:
            parts = zip(block, block[1:], block[2:], strict=False)
            shares.append(sum(map(trigrams.__contains__, parts)) / (len(block) - 2))
    return np.array(shares, dtype=np.float64)


def _words_of(text: str) -> tuple[str, ...]:
    return _split_short(text) if len(text) <= REMEMBERED else _split(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.casefold()))


_split_short = lru_cache(maxsize=8192)(_split)


def _locate(layout: Layout) -> _Places:
    looks: dict[tuple[str, str], int] = {}
    look = np.array([looks.setdefault((box.tag, box.names), len(looks)) for box in layout.containers])
    at = np.array([block.container for block in layout.blocks], dtype=np.int64)
    kinds, levels = (np.array([table.get(tag, 0) for tag, _ in looks], dtype=float) for table in (KINDS, HEADINGS))
    parent = np.array([container.parent for container in layout.containers])
    return _Places(at, kinds[look[at]], levels[look[at]], parent, look)


def _texts(layout: Layout, tokens: Sequence[Sequence[str]], furniture: Sequence[object]) -> dict[str, Floats]:
    """What a block's own text shows."""
    seen: dict[str, int] = {}
    rows = []
    for block, words, role in zip(layout.blocks, tokens, furniture, strict=True):
        text = block.text
        repeats = seen.get(text, 0)
        seen[text] = repeats + 1
        rows.append(
            (
                len(words),
                block.linked / len(text),
                block.bold / len(text),
                not text[-1].isalnum() and SENTENCE_END.search(text, max(0, len(text) - 8)) is not None,
                "?" in text,
                "@" in text or "http" in text,
                repeats,
                role is not None,
            )
        )
    return _columns(["words", "linked", "bold", "sentence_end", "question", "address", "repeats", "furniture"], rows)


def _names(layout: Layout, places: _Places) -> dict[str, Floats]:
    """Which elements a block stands in, and how many up the nearest one is whose names say what it holds."""
    groups = name_groups()
    # Most elements share what is around them with others: each kind of surroundings is reckoned once.
    inside, distances = [0], [(FARTHEST,) * len(groups)]
    known: dict[tuple[int, int, int], int] = {}
    kind_of: list[int] = [0]
    for container in layout.containers[1:]:
        if container.first == container.end:
            kind_of.append(0)
            continue
        mask = groups_of(container.names) if container.names else 0
        step = (kind_of[container.parent], WITHIN.get(container.tag, 0), mask)
        kind = known.get(step)
        if kind is None:
            above = distances[step[0]]
            inside.append(inside[step[0]] | step[1])
            distances.append(tuple([0 if mask >> bit & 1 else FARTHER[up] for bit, up in enumerate(above)]))
            kind = known[step] = len(inside) - 1
        kind_of.append(kind)
    chosen = np.array(kind_of)[places.at]
    elements = [[(mask & bit) > 0 for bit in WITHIN.values()] for mask in inside]
    return _columns([f"in_{tag}" for tag in WITHIN], elements, chosen) | _columns(
        [f"to_{group}" for group in groups], distances, chosen
    )


def _positions(places: _Places, kept: Floats, words: Floats) -> dict[str, Floats]:
    """Where a block stands on its page, and how much of the page trafilatura took."""
    count = len(words)
    index = np.arange(count)
    taken = np.flatnonzero(kept >= 0.5)
    first, last = (taken[0], taken[-1]) if len(taken) else (0, count)
    total, kept_total = max(1.0, float(words.sum())), float((words * kept).sum())
    headlines = np.flatnonzero(places.level == 1)
    # The heading above each block, -1 where there is none.
    headings = np.maximum.accumulate(np.where(places.level > 0, index, -1))
    above = np.concatenate(([-1], headings))[:count]
    sums = np.concatenate(([0.0], np.cumsum(words)))
    return {
        "page_kept": np.full(count, kept_total / total),
        "after_first_kept": (index - first).astype(np.float64),
        "to_last_kept": (last - index).astype(np.float64),
        "after_headline": (index - headlines[0]).astype(np.float64) if len(headlines) else np.full(count, FAR_ABOVE),
        "heading_kept": np.where(above >= 0, kept[above], NOWHERE),
        "heading_level": np.where(above >= 0, places.level[above], NOWHERE),
        "since_heading": sums[:count] - sums[above + 1],
    }


def _neighbours(places: _Places, linked: Floats) -> dict[str, Floats]:
    """What stands above and below a block."""
    return {
        f"{name}{offset:+}": _shifted(values, offset)
        for offset in NEIGHBOURS
        for name, values in (("linked", linked), ("kind", places.kind))
    }


def _windows(kept: Floats, words: Floats, linked: Floats) -> dict[str, Floats]:
    """What a block and those around it hold together."""
    table: dict[str, Floats] = {}
    for width in WINDOWS:
        near = np.maximum(1.0, _around(words, width))
        table[f"kept_within_{width}"] = _around(words * kept, width) / near
        table[f"linked_within_{width}"] = _around(words * linked, width) / near
        table[f"words_within_{width}"] = near
    return table


def _ancestors(layout: Layout, places: _Places, kept: Floats, words: Floats, linked: Floats) -> dict[str, Floats]:
    """How much of each element around a block trafilatura took, and how much of the page stands in it."""
    first, end = (np.array([getattr(box, edge) for box in layout.containers]) for edge in ("first", "end"))
    size, taken, links = (_within(values, first, end) for values in (words, words * kept, words * linked))
    total, kept_total = max(1.0, float(words.sum())), max(1.0, float((words * kept).sum()))
    at = places.at
    table: dict[str, Floats] = {}
    for generation in range(GENERATIONS):
        held = np.maximum(1.0, size[at])
        table[f"kept_up_{generation}"] = taken[at] / held
        table[f"size_up_{generation}"] = size[at] / total
        table[f"of_kept_up_{generation}"] = taken[at] / kept_total
        table[f"linked_up_{generation}"] = links[at] / held
        at = places.parent[at]
    return table


def _alike(places: _Places, kept: Floats, words: Floats) -> dict[str, Floats]:
    """How much trafilatura took of the other blocks whose elements have the same tags and names."""
    around = places.look[places.parent[places.at]]
    _, look = np.unique(places.look[places.at] * len(places.look) + around, return_inverse=True)
    sizes, taken = (np.bincount(look, values)[look] for values in (words, words * kept))
    others = sizes - words
    kept_of_others = (taken - words * kept) / np.maximum(1.0, others)
    return {
        "kept_alike": np.where(others > 0, kept_of_others, NOWHERE),
        "size_alike": sizes / max(1.0, float(words.sum())),
    }


def _columns(
    names: Sequence[str], rows: Sequence[Sequence[float]], chosen: Integers | None = None
) -> dict[str, Floats]:
    """Return the columns of a table by name, of the `chosen` rows only where such are given."""
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(names))
    if chosen is not None:
        table = table[chosen]
    return {name: table[:, column] for column, name in enumerate(names)}


def _shifted(values: Floats, offset: int) -> Floats:
    moved = np.full(len(values), NOWHERE)
    if offset > 0:
        moved[:-offset] = values[offset:]
    else:
        moved[-offset:] = values[:offset]
    return moved


def _around(values: Floats, width: int) -> Floats:
    """Return the sum of each value and of `width` values on either side."""
    index = np.arange(len(values))
    return _within(values, np.maximum(0, index - width), np.minimum(len(values), index + width + 1))


def _within(values: Floats, first: Integers, end: Integers) -> Floats:
    """Return the sum of `values` from each `first` up to its `end`."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    between: Floats = sums[end] - sums[first]
    return between
