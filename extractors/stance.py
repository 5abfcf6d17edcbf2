"""Stance: whether a claim is put as so, as not so, as possible, on a condition, or as still to come.

The columns say how the words put it, not whether it is true (FactBank tells the same apart, polarity and certainty of
an event by its source: Saurí and Pustejovsky 2009).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from extractors.lexicon import lexicon

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|[,;:.!?“”\"()]")
LONGEST = 4_000  # characters of one claim that are looked at
STOPS = frozenset(".!?;")
BREAKS = frozenset(',:“”"()')
# "dismissed reports of a fire" denies what was said, "rejected the offer" does not.
SAID = re.compile(
    r"\b(?:claim|report|allegation|accusation|suggestion|rumou?r|charge|idea|notion|theor|speculation|assertion|criticism"
    r"|complaint|concern|fear|finding)",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:unless|provided (?:that|it|they|he|she)|providing that|as long as|so long as|on (?:the )?condition that"
    r"|in the event (?:of|that)|assuming|contingent (?:on|upon)|depending on|only when|only after)\b",
    re.IGNORECASE,
)
# One of these stands in every condition.
CONDITION_WORDS = frozenset(
    (
        "if",
        "unless",
        "provided",
        "providing",
        "long",
        "condition",
        "event",
        "assuming",
        "contingent",
        "depending",
        "only",
    )
) | {"had", "should", "were"}
INVERTED_CONDITION = re.compile(r"\W*(?:had|should|were)\b[^.!?;]{1,300}\bwould\b", re.IGNORECASE)
FUTURE_TIME = re.compile(r"\bnext (?:week|month|year|spring|summer|autumn|fall|winter|[A-Z][a-z]+day)\b")
PAST_VERB = re.compile(r"\b(?:was|were|had|did)\b|\w{3}ed\b", re.IGNORECASE)
# "to resign", or with whoever is to do it: "the board to resign".
INFINITIVE = re.compile(r"(?:(?!that\b|if\b|whether\b)[\w’'.-]{1,30} ){0,5}to ", re.IGNORECASE)
COPULAS = frozenset(("is", "are", "was", "were", "be", "been"))


@dataclass(frozen=True, slots=True)
class Stance:
    """How a claim is put; all false where it is plainly asserted, in the article's own voice or a speaker's."""

    is_negated: bool
    is_denied: bool
    is_hedged: bool
    is_conditional: bool
    is_future: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The word classes of data/stance.json; what ends in `cues` or `infinitives` are lemmas."""

    subordinators: frozenset[str]
    negators: frozenset[str]
    idle_negation: frozenset[str]
    failing: frozenset[str]
    hedges: frozenset[str]
    hedged_to: frozenset[str]
    hedging_cues: frozenset[str]
    hedging_infinitives: frozenset[str]
    denying_cues: frozenset[str]
    rejecting_cues: frozenset[str]
    refusing_cues: frozenset[str]
    stating_cues: frozenset[str]
    asking_cues: frozenset[str]
    before_asked: frozenset[str]
    future: frozenset[str]
    future_to: frozenset[str]


def stance_of(content: str, cue: str | None = None) -> Stance:
    """Return the stance of a claim's text; `cue` are the words that report it ("has denied"), None without any.

    Of several sentences in one quotation each may set a column. Only main clauses count.
    """
    content = content[:LONGEST]
    known = _words()
    written = WORD.findall(content)
    # Most claims are plainly asserted, which is quick to tell.
    words = frozenset(map(_plain, written))
    is_plain = _telling().isdisjoint(words) and not any(word.endswith(("n't", "'ll")) for word in words)
    clauses = [] if is_plain else list(_main_clauses(written))
    group = [_plain(word) for word in WORD.findall(cue or "")]
    lemma = _lemma(group)
    is_cue_negated = any(_negates(group, at) for at in range(len(group)))
    takes_infinitive = lemma in lexicon().forms and "infinitive" in lexicon().forms[lemma].frames
    is_infinitive = INFINITIVE.match(content) is not None and (takes_infinitive or content[:2].lower() == "to")
    is_doubtful = (
        not known.hedges.isdisjoint(group)
        or lemma in known.hedging_cues
        or (is_infinitive and lemma in known.hedging_infinitives)
    )
    is_aim = is_infinitive and lemma not in known.refusing_cues | known.stating_cues
    return Stance(
        is_negated=any(map(_is_negated, clauses)) or (is_infinitive and lemma in known.refusing_cues),
        is_denied=_is_denying(lemma, content) and not is_cue_negated,
        is_hedged=is_doubtful
        or is_cue_negated
        or any(map(_is_hedged, clauses))
        or not lexicon().hearsay.isdisjoint(group),
        is_conditional=not CONDITION_WORDS.isdisjoint(words) and _is_conditional(content, written, lemma),
        is_future=is_aim
        or any(_is_future(words, is_reported=cue is not None) for words in clauses)
        or ("next" in words and FUTURE_TIME.search(content) is not None and not PAST_VERB.search(content)),
    )


def _main_clauses(sentences: list[str]) -> Iterator[list[str]]:
    """Yield the words of each sentence in lower case, less what stands in its subordinate clauses."""
    words: list[str] = []
    is_hidden, is_opening = False, True
    for written in sentences:
        word = _plain(written)
        if written in STOPS:
            yield words
            words, is_hidden, is_opening = [], False, True
        elif written in BREAKS:
            is_hidden = False
            words.append(",")
        else:
            if word in _words().subordinators and not is_opening:
                is_hidden = not _is_idle(word, words)
            if not is_hidden and written != "May":
                words.append(word)
            is_opening = False
    yield words


def _is_idle(word: str, words: list[str]) -> bool:
    """Tell whether the word opens no clause here: "as many as", "more than", "in that year"."""
    return word in ("as", "than") or (word == "that" and bool(words) and words[-1] in lexicon().prepositions)


def _negates(words: list[str], at: int) -> bool:
    if words[at] not in _words().negators and not words[at].endswith("n't"):
        return False
    return at + 1 == len(words) or words[at + 1] not in _words().idle_negation


def _is_negated(words: list[str]) -> bool:
    fails = any(word in _words().failing and words[at + 1 : at + 2] == ["to"] for at, word in enumerate(words))
    return fails or any(_negates(words, at) for at in range(len(words)))


def _is_hedged(words: list[str]) -> bool:
    known = _words()
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in known.hedges and (word, after) != ("could", "not"):
            return True
        if word in known.hedged_to and after == "to" and at and words[at - 1] in COPULAS:
            return True
    return False


def _is_denying(lemma: str, content: str) -> bool:
    if lemma in _words().rejecting_cues:
        return SAID.search(content) is not None
    return lemma in _words().denying_cues


def _is_conditional(content: str, written: list[str], lemma: str) -> bool:
    if CONDITION.search(content) or INVERTED_CONDITION.match(content):
        return True
    words, asked = _words(), _words().before_asked
    return any(
        word in ("if", "If") and (_plain(written[at - 1]) not in asked if at else lemma not in words.asking_cues)
        for at, word in enumerate(written)
    )


def _is_future(words: list[str], *, is_reported: bool) -> bool:
    known = _words()
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in known.future or word.endswith("'ll") or (word in known.future_to and after == "to"):
            return True
        if is_reported and word == "would" and after not in ("have", "had", "been"):
            return True
    return False


def _lemma(group: list[str]) -> str:
    """Return the lemma of the last cue form in a verb group, or the noun that is the cue."""
    forms = lexicon().forms
    form = next((forms[word] for word in reversed(group) if word in forms), None)
    return form.lemma if form else group[-1].removesuffix("s") if group else ""


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Return every word without which no clause is negated, hedged or to come."""
    known = _words()
    return known.negators | known.failing | known.hedges | known.hedged_to | known.future | known.future_to | {"would"}


@lru_cache(maxsize=1)
def _words() -> Words:
    data = json.loads(resources.files("extractors").joinpath("data/stance.json").read_text(encoding="utf-8"))
    return Words(**{name: frozenset(data[name].split()) for name in Words.__dataclass_fields__})
