"""A page as its site's memory sees it: each block as a hash, with hashes of those of its words that tell something."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from wordfreq import available_languages, top_n_list

from extractors.background import LISTS
from extractors.pages import host_of
from extractors.records import Article
from extractors.terms import CAPITALS, LONGEST_WORD, is_unspaced, primary_language, split_words

# The commonest words of a language tell nothing, nor do those of fewer letters.
COMMON_WORDS = 1000
SHORT_WORD = 4
# A block of fewer words may be a heading.
SHORT_BLOCK = 8
# Blocks beyond these are not looked at: they bound the cost of a monstrous page.
MOST_BLOCKS = 1000
# A capitalised word inside a sentence.
NAME = re.compile(rf"(?<=[\w,;] )[{CAPITALS}]\w*")


class Block(NamedTuple):
    """A block of a page: 64 bits that stand for its text, 32 for each of its telling words and of its names."""

    key: int
    words: tuple[int, ...]
    names: tuple[int, ...]
    is_short: bool


@dataclass(frozen=True, slots=True)
class Page:
    """An article and what there is to learn from it: its first blocks in order, and the telling words of its title."""

    article: Article
    site: str | None
    title: tuple[int, ...]
    blocks: tuple[Block, ...]


def study_page(article: Article) -> Page:
    """Return what there is to learn from `article` about its site; nothing where no site is known."""
    site = (article.site or host_of(article.canonical_url) or "").lower().encode(errors="replace").decode()
    if not site:
        return Page(article, None, (), ())
    language = primary_language(article.language)
    # The names of the site and of its authors stand on its pages whatever they are about.
    own_names = " ".join((site, article.outlet or "", *article.authors)).lower()
    own = frozenset(_hash_words(split_words(own_names), language))
    lines = article.text.split("\n", MOST_BLOCKS)[:MOST_BLOCKS]
    title = _hash_words(split_words((article.title or "").lower()), language, own)
    blocks = tuple(_study_block(line, language, own) for line in lines)
    return Page(article, site, title, blocks)


def _study_block(line: str, language: str | None, own: frozenset[int]) -> Block:
    spaced = line.casefold().split()
    key = blake2b(" ".join(spaced).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    words = split_words(line.lower())
    names = _hash_words(split_words(" ".join(NAME.findall(line)).lower()), language, own)
    is_short = len(words) < SHORT_BLOCK
    return Block(int.from_bytes(key, "little"), _hash_words(words, language, own), names, is_short)


def _hash_words(words: Iterable[str], language: str | None, own: frozenset[int] = frozenset()) -> tuple[int, ...]:
    """Return hashes of the different words that tell something, less those of the site's `own` names."""
    found = dict.fromkeys(_hash_word(word, language) for word in words)
    return tuple(number for number in found if number is not None and number not in own)


@lru_cache(maxsize=1 << 16)
def _hash_word(word: str, language: str | None) -> int | None:
    """Return a hash of `word`, None where it tells nothing: it is too common, too short, too long or a number."""
    is_word = is_unspaced(word) or (SHORT_WORD <= len(word) <= LONGEST_WORD and not word.isdigit())
    return crc32(word.encode("utf-8", "surrogatepass")) if is_word and word not in _common_words(language) else None


@lru_cache(maxsize=16)
def _common_words(language: str | None) -> frozenset[str]:
    name = LISTS.get(language or "", language)
    if name not in available_languages("small"):
        return frozenset()
    return frozenset(top_n_list(name, COMMON_WORDS, "small"))
