"""What authors call the parts of a page in classes, ids and roles, and what stands in a part of such a name."""

import json
import re
from functools import lru_cache
from importlib.resources import files

NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# A shorter word must be the whole of a word in a class: "ad" is no part of "header".
SHORTEST_PART = 5


@lru_cache(maxsize=1)
def name_groups() -> dict[str, list[str]]:
    """Return the words of data/container_names.json by what stands in the parts of a page that are called so."""
    data = (files("extractors") / "data" / "container_names.json").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = json.loads(data)
    return groups


@lru_cache(maxsize=20_000)
def groups_of(names: str) -> int:
    """Return the groups that an element's names belong to, one bit a group in the order of `name_groups`."""
    mask = 0
    for part in NAME_PART.findall(names):
        mask |= _groups_of_part(part)
    return mask


@lru_cache(maxsize=20_000)
def _groups_of_part(part: str) -> int:
    words, lower = _groups_of_words(), part.lower()
    mask = words.get(lower, 0)
    for size in range(SHORTEST_PART, min(len(lower), _longest_word()) + 1):
        for start in range(len(lower) - size + 1):
            mask |= words.get(lower[start : start + size], 0)
    return mask


@lru_cache(maxsize=1)
def _groups_of_words() -> dict[str, int]:
    masks: dict[str, int] = {}
    for bit, words in enumerate(name_groups().values()):
        for word in words:
            masks[word] = masks.get(word, 0) | 1 << bit
    return masks


@lru_cache(maxsize=1)
def _longest_word() -> int:
    return max(map(len, _groups_of_words()))
