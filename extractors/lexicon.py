"""The reporting language of English: which word forms are cues, in which frames, and the small closed word classes."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

VERB_FRAMES = ("clause", "finding", "quote", "ask", "infinitive", "object")


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a cue verb: `tense` is 'base', 's', 'past' or 'ing'."""

    lemma: str
    tense: str
    frames: frozenset[str]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cue verb forms by their lower-case spelling, and the closed classes as sets of lower-case words.

    `nouns` are cue nouns ("claim that"), `intents` those with an infinitive ("her plan to"), `noun_verbs` lemmas
    whose forms are as often nouns, `strict` lemmas hardly ever used in parenthesis ("…, she admitted"), `hearers`
    lemmas with a hearer ("told reporters").
    """

    forms: dict[str, Form]
    nouns: frozenset[str]
    intents: frozenset[str]
    noun_verbs: frozenset[str]
    strict: frozenset[str]
    hearers: frozenset[str]
    hearsay: frozenset[str]
    documents: frozenset[str]
    recipients: frozenset[str]
    pronouns: frozenset[str]
    determiners: frozenset[str]
    auxiliaries: frozenset[str]
    irregular_pasts: frozenset[str]
    adverbs: frozenset[str]
    times: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon, read once from the package's own data/cues.json."""
    data = json.loads(resources.files("extractors").joinpath("data/cues.json").read_text(encoding="utf-8"))
    classes = [name for name in Lexicon.__dataclass_fields__ if name != "forms"]
    return Lexicon(_forms(data), **{name: frozenset(data[name].split()) for name in classes})


def _forms(data: dict[str, dict[str, list[str]]]) -> dict[str, Form]:
    frames: dict[str, set[str]] = {lemma: set() for lemma in data["particle"]}
    for frame in VERB_FRAMES:
        for lemma in str(data[frame]).split():
            frames.setdefault(lemma, set()).add(frame)
    forms: dict[str, Form] = {}
    for lemma, its in frames.items():
        particles = frozenset(data["particle"].get(lemma, ()))
        spelled = data["irregular"].get(lemma) or _inflect(lemma)
        for word in (lemma, *spelled):
            tense = (
                "base" if word == lemma else "ing" if word.endswith("ing") else "s" if word == spelled[0] else "past"
            )
            forms[word] = Form(lemma, tense, frozenset(its), particles)
    return forms


def _inflect(lemma: str) -> list[str]:
    if lemma.endswith("e"):
        return [f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"]
    plural = "es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"
    return [f"{lemma}{plural}", f"{lemma}ed", f"{lemma}ing"]
