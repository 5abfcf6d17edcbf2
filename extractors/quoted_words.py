"""The words of a quotation, made equal where only typing differs: contractions, number words, dots, brackets."""

import re
from functools import lru_cache
from typing import NamedTuple

from extractors.numerals import TENS, UNITS
from extractors.terms import split_words, stem_words

# A bracket around the first letters of a word changes its case ("[t]he"); another one, or a round
# one, is the editor's own words.
WORD = re.compile(r"\[\w{1,3}\]\w+|\[[^\[\]\n]{0,100}\]|\([^()\n]{0,100}\)|[^\W_]+(?:(?:[.'’]|\*{1,9})[^\W_]+)*|&")
NUMBERS = {word: str(int(value)) for word, value in (UNITS | TENS).items()}
SPOKEN = {
    "&": "and",
    "ain't": "is not",
    "can't": "can not",
    "cannot": "can not",
    "dr": "doctor",
    "gen": "general",
    "gov": "governor",
    "gonna": "going to",
    "gotta": "got to",
    "let's": "let us",
    "prof": "professor",
    "rep": "representative",
    "sen": "senator",
    "shan't": "shall not",
    "wanna": "want to",
    "won't": "will not",
}
# What stands for a form of "be" or "have" goes: those are trifles anyway, and "'s" may be a genitive.
ENDINGS = {"n't": " not", "'ll": " will", "'d": " would", "'re": "", "'m": "", "'ve": "", "'s": ""}
# Words that a reporter may hear, or leave out, without anything being said otherwise.
TRIFLES = frozenset(
    stem_words(
        split_words(
            "the an and or but so that this of to in on at for also well is are am was were be been being has have had"
        ),
        "en",
    )
)


class QuotedWord(NamedTuple):
    """One word: its stem as compared, and where it stands in the quotation (code points, half-open)."""

    stem: str
    start: int
    end: int


def read_quoted_words(text: str) -> list[QuotedWord]:
    """Return the words of a quotation in order, without what an editor put into brackets; in linear time."""
    return [
        QuotedWord(stem, match.start(), match.end())
        for match in WORD.finditer(text)
        if not match[0].endswith(("]", ")"))
        for stem in _stems(match[0].casefold())
    ]


# A story's reports quote the same words again and again.
@lru_cache(maxsize=1 << 14)
def _stems(token: str) -> tuple[str, ...]:
    word = token.replace("’", "'").replace("[", "").replace("]", "")
    ending = next((ending for ending in ENDINGS if word.endswith(ending)), "")
    spoken = SPOKEN.get(word) or (word.removesuffix(ending) + ENDINGS[ending] if ending else word)
    parts = spoken.replace("'", "").split(".")
    initials = len(parts) > 1 and all(len(part) == 1 for part in parts)
    words = ("".join(parts) if initials else " ".join(parts)).split()
    return tuple(stem_words([NUMBERS.get(word, word) for word in words], "en"))
