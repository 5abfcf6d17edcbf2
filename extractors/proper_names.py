"""Proper names: what a text names near its head, whatever it is, as a reader would list it."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.names import ABBREVIATION, is_time, leads_up
from extractors.terms import CAPITALS, MARKS, WORD

# They are for a person to read why articles are together: the first ones do.
MOST_NAMES = 200
NAME_CHARACTERS = 8000
LONGEST_NAME = 100
# A line as short as this that ends as no sentence does is a heading; without a longer word in lower case, one in title
# case, where a capital tells nothing.
LONGEST_HEADING = 100
SENTENCE_ENDS = tuple(".!?…\"'”’»)")
LOWER = re.compile(rf"(?<!\w)[^\W\d_{CAPITALS}]{{5}}")

# "Sen.", "U.S.", an initial; a word and what a hyphen or ampersand joins to it ("AT&T"), or an apostrophe ("O’Hara").
PART = rf"[\w{MARKS}]"
DOTTED = rf"{ABBREVIATION}|[{CAPITALS}]\.(?:(?:[{CAPITALS}]\.)+|(?= [{CAPITALS}]))"
CAPITALISED = rf"(?:{DOTTED}|[{CAPITALS}]{PART}*(?:(?:[&-]|['’](?=[{CAPITALS}])){PART}+)*)"
NAME = re.compile(rf"(?<!\w){CAPITALISED}(?: {CAPITALISED})*")
OPENING = re.compile(r"(?:^|[.!?:;…\"“”„«»‘*•(\[—–-])\s*$")
SAINT = "St."
# "Calif. voters", "Oct. 5", "Minn., said": a full stop that ends no sentence.
ABBREVIATED = re.compile(r"\.(?:[,;)]| ?[\da-z])")


class _Run(NamedTuple):
    """A run of capitalised words, and whether it opens a sentence, where any word has a capital."""

    words: list[str]
    opens: bool


def find_names(text: str) -> tuple[str, ...]:
    """Return the names near the head of `text`, each once, in order (at most 200).

    A name is a run of capitalised words, less function words, titles and days at its edges. Where it opens a sentence,
    its first word has to prove itself: by standing inside a sentence as well, or, before another word of a name, by
    never standing in lower case. Headings in title case and abbreviations ("Calif.") give none, and scripts without
    capitals give none.
    """
    head = text[:NAME_CHARACTERS]
    if len(text) > NAME_CHARACTERS:
        head = head[: head.rfind(" ") + 1] or head  # no word cut in two
    runs = [run for line in head.split("\n") if not _is_in_title_case(line) for run in _find_runs(line)]
    words, inside = set(WORD.findall(head)), {word for run in runs for word in run.words[run.opens :]}
    names = dict.fromkeys(" ".join(_strip(_prove(run, words, inside))) for run in runs)
    return tuple(itertools.islice((name for name in names if len(name) > 1), MOST_NAMES))


def _is_in_title_case(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and not line.rstrip().endswith(SENTENCE_ENDS) and not LOWER.search(line)


def _find_runs(line: str) -> Iterator[_Run]:
    for match in NAME.finditer(line):
        words = _shorten(match.group()).split(" ")
        if len(words) > 1 or not ABBREVIATED.match(line, match.end()):
            yield _Run(words, OPENING.search(line[max(0, match.start() - 4) : match.start()]) is not None)


def _shorten(run: str) -> str:
    """Return a run of words as far as a name may be long, no word cut in two."""
    return run if len(run) <= LONGEST_NAME else run[: LONGEST_NAME + 1].rpartition(" ")[0] or run[:LONGEST_NAME]


def _prove(run: _Run, words: set[str], inside: set[str]) -> list[str]:
    first = run.words[0]
    is_doubtful = run.opens and first not in inside
    return run.words[1:] if is_doubtful and (len(run.words) == 1 or first.lower() in words) else run.words


def _strip(words: list[str]) -> list[str]:
    first, last = 0, len(words)
    while first < last and leads_up(words[first]) and words[first] != SAINT:
        first += 1
    while first < last and is_time(words[last - 1]):
        last -= 1
    return words[first:last]
