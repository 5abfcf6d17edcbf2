"""Words of a text, and what of them tells one event from another: terms, numbers."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

# Scripts written without spaces between words (and Hangul, whose particles stick to words): Thai to Tibetan, Burmese,
# Khmer, kana, Han, Hangul. Runs of them become overlapping pairs of characters, the usual index terms for them.
UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
)
# `\w` leaves out the marks that Arabic, Hebrew and the scripts of India write inside words.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0980-\u0dff"
WORD = re.compile(rf"[\w{MARKS}{UNSPACED}]+")
UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+")
PIECE = re.compile(rf"[{UNSPACED}]+|[^{UNSPACED}]+")
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
CAPITALS = "".join(chr(code) for code in range(0x600) if chr(code).isupper())

# A word longer than this is no word (a hash, a line of noise); stemming it would cost without bound.
LONGEST_WORD = 40
# Terms come from the first words only: they bound the cost of a very long text, and the news stands there.
TERM_WORDS = 1000
# Words of the title and of the lead count as said more often: they name the event, the rest its background.
LEAD_WORDS = 120
TITLE_EMPHASIS = 4
LEAD_EMPHASIS = 2
# Numbers are for a person to read why articles are together: the first ones do.
MOST_NUMBERS = 200

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def split_words(text: str) -> list[str]:
    """Return the words of `text` as written; scripts without spaces give overlapping pairs of characters."""
    words = WORD.findall(text)
    if UNSPACED_RUN.search(text) is None:
        return words
    return [unit for word in words for piece in PIECE.findall(word) for unit in _split_unspaced(piece)]


def _split_unspaced(piece: str) -> list[str]:
    if len(piece) < 2 or UNSPACED_RUN.match(piece) is None:
        return [piece]
    return [piece[i : i + 2] for i in range(len(piece) - 1)]


def is_unspaced(term: str) -> bool:
    """Return whether a term is a pair of characters of a script without spaces, not a word."""
    return UNSPACED_RUN.match(term) is not None


def primary_language(language: str | None) -> str | None:
    """Return the primary subtag of a BCP 47 tag: 'en' of 'en-GB', None of None."""
    return language.split("-", 1)[0].lower() if language else None


def stem_words(words: list[str], language: str | None) -> list[str]:
    """Return the terms of `words`: lower-cased and stemmed (Snowball), single Latin letters and noise left out."""
    primary = primary_language(language)
    return [
        _stem(word.lower(), primary)
        for word in words
        if 1 < len(word) <= LONGEST_WORD or (len(word) == 1 and (not word.isascii() or word.isdigit()))
    ]


@lru_cache(maxsize=1 << 16)
def _stem(word: str, primary: str | None) -> str:
    stem = _stemmer(primary)
    return word if stem is None else stem(word)


@lru_cache
def _stemmer(primary: str | None) -> Callable[[str], str] | None:
    algorithm = STEMMERS.get(primary or "")
    return None if algorithm is None else snowballstemmer.stemmer(algorithm).stemWord


def count_terms(title_words: list[str], text_words: list[str], language: str | None) -> dict[str, int]:
    """Return how often each term occurs, by first occurrence; title and lead words count as said more often."""
    title = stem_words(title_words[:LEAD_WORDS], language)
    lead = stem_words(text_words[:LEAD_WORDS], language)
    rest = stem_words(text_words[LEAD_WORDS:TERM_WORDS], language)
    counts: Counter[str] = Counter()
    for terms, times in ((title, 1 + TITLE_EMPHASIS), (lead, 1 + LEAD_EMPHASIS), (rest, 1)):
        for term in terms:
            counts[term] += times
    return dict(counts)


def find_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers written in digits in `text`, without commas, each once, in order (at most 200)."""
    matches = (match.group() for match in NUMBER.finditer(text))
    numbers = dict.fromkeys(number.replace(",", "") for number in matches if len(number) <= LONGEST_WORD)
    return tuple(itertools.islice(numbers, MOST_NUMBERS))
