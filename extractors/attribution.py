"""Who is said to have said what: source, cue and content of every attribution in a passage.

The three parts are those of PARC and PolNeAR (Pareti 2016; Newell, Margolin and Ruths 2018). Content is found by
frames of the cue: a clause ("said that …"), an infinitive ("vowed to …"), an object ("dismissed the report").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.clauses import clause_from, setting_of
from extractors.contents import content_after, content_before, content_resumed, is_closed, is_document, may_precede
from extractors.cueverbs import is_cue_verb, verb_group_start
from extractors.lexicon import Form, lexicon
from extractors.passages import Passage, Token
from extractors.phrases import (
    CLAUSE_OPENERS,
    COPULAS,
    DASHES,
    RELATIVES,
    Span,
    apposed,
    first_phrase,
    is_noun_like,
    is_possessive,
    is_verb_like,
    phrase_after,
    phrase_before,
)

# Tokens from "who" to the "and" that joins a second verb to its clause.
LONGEST_RELATIVE = 16
LONGEST_PASSAGE = 1_000  # tokens; what runs on longer is no sentence, and its quotations stand by themselves
LONGEST_LABEL = 6  # words
BREAKS = frozenset((",", "“", "?", "!", "…", *DASHES))
QUESTIONS = frozenset(("whether", "if", "how", "why"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Token spans of one attribution.

    `frame` is how the cue takes its content: 'said' (before it or around it), 'clause', 'infinitive', 'object',
    'passive', 'according', 'hearsay', 'label' or 'noun'.
    """

    source: Span | None
    cue: Span
    contents: tuple[Span, ...]
    frame: str


def find_attributions(passage: Passage) -> list[Attribution]:
    """Return the attributions of one passage in the order of their cues."""
    if len(passage.tokens) > LONGEST_PASSAGE:
        return []
    return list(_attributions(passage.tokens))


def _attributions(tokens: Sequence[Token]) -> Iterator[Attribution]:
    lex, opening = lexicon(), _opening_words()
    last: Span | None = None
    label = _from_label(tokens)
    if label is not None:
        yield label
    for at in [at for at, token in enumerate(tokens) if token.word in opening]:
        word = tokens[at].word
        result: Attribution | None = None
        form = lex.forms.get(word)
        if form is not None and is_cue_verb(tokens, at, form):
            result = _from_verb(tokens, at, form, last)
        elif word == "according" and at + 2 < len(tokens) and tokens[at + 1].word == "to":
            result = _from_according(tokens, at)
        elif word in lex.hearsay:
            result = _from_hearsay(tokens, at)
        if result is None and at + 2 < len(tokens):
            result = _from_noun(tokens, at, last)
        if result is not None:
            last = result.source or last
            yield result


def _from_label(tokens: Sequence[Token]) -> Attribution | None:
    """Match "Ada Obi: The mill is safe", as headlines and transcripts have it."""
    colon = next((at for at, token in enumerate(tokens[: LONGEST_LABEL + 1]) if not token.is_capital), 0)
    if not 0 < colon < len(tokens) - 1 or tokens[colon].word != ":":
        return None
    content = Span(colon + 1, len(tokens))
    return Attribution(Span(0, colon), Span(colon, colon + 1), (content,), "label")


@lru_cache(maxsize=1)
def _opening_words() -> frozenset[str]:
    """Return the words an attribution can be found by: few tokens are one, and only those are looked at closely."""
    lex = lexicon()
    nouns = lex.nouns | lex.intents
    return frozenset((*lex.forms, *lex.hearsay, *nouns, *(f"{noun}s" for noun in nouns), "according"))


def _from_verb(tokens: Sequence[Token], at: int, form: Form, last: Span | None) -> Attribution | None:
    start, passive = verb_group_start(tokens, at)
    cue_end = at + 1
    if cue_end < len(tokens) and tokens[cue_end].word in form.particles:
        cue_end += 1
    cue = Span(start, cue_end)
    if passive and form.tense == "past":
        return _from_passive(tokens, cue)
    if "quote" in form.frames:
        inverted = _inverted(tokens, start, at, form)
        if inverted is not None:
            return inverted
    source = _subject(tokens, start, form, last)
    if source is not None and ("quote" in form.frames or _is_finding(tokens, source, form)):
        parenthetical = _parenthetical(tokens, source, cue, form)
        if parenthetical is not None:
            return parenthetical
    framed = content_after(tokens, at + 1, form, source, setting_of(tokens, start, form.tense))
    return Attribution(source, cue, (framed[0],), framed[1]) if framed else None


def _is_finding(tokens: Sequence[Token], source: Span, form: Form) -> bool:
    """Tell whether a document shows something: "…, a new poll shows."."""
    return "finding" in form.frames and is_document(tokens, source)


def _subject(tokens: Sequence[Token], end: int, form: Form, last: Span | None) -> Span | None:  # noqa: PLR0911 - one rule a line reads best
    """Return the noun phrase the cue at `end` belongs to."""
    fallback = last or first_phrase(tokens, end)
    if end == 0:
        return fallback
    before = tokens[end - 1]
    if form.tense == "ing" and tokens[end].word not in COPULAS and not before.is_capital:
        near = phrase_before(tokens, end, 0)
        return fallback if near is None or before.word in lexicon().documents else near
    if before.word in RELATIVES:
        skip = end - 2 if end >= 2 and tokens[end - 2].word == "," else end - 1
        return phrase_before(tokens, skip, 0) or fallback
    if before.word == ")":
        opening = next((i for i in range(end - 1, max(-1, end - 10), -1) if tokens[i].word == "("), None)
        return (phrase_before(tokens, opening, 0) if opening else None) or fallback
    if before.word == ",":
        return apposed(tokens, end - 1, 0) or fallback
    if before.word in ("and", "but", "or") or not before.is_word:
        return _antecedent(tokens, end - 1) or fallback
    return phrase_before(tokens, end, 0) or fallback


def _antecedent(tokens: Sequence[Token], at: int) -> Span | None:
    """Return whose second verb stands behind the "and" at `at`: "Ada Obi, the head of risk, who came and told"."""
    for who in range(at - 1, max(0, at - LONGEST_RELATIVE), -1):
        if not tokens[who].is_word:
            return None
        if tokens[who].word == "who":
            comma = tokens[who - 1].word == ","
            return (apposed(tokens, who - 1, 0) if comma else None) or phrase_before(tokens, who - comma, 0)
    return None


# Whoever follows these hears: "told Ada Obi" names no speaker, as "said Ada Obi" does.
TELLING = frozenset(("tell", "inform", "assure", "remind"))


def _inverted(tokens: Sequence[Token], start: int, at: int, form: Form) -> Attribution | None:
    """Match '“…,” said Ada Obi, …' and "…, says a spokesman.": content, cue, source."""
    lex = lexicon()
    if start == 0 or start != at or at + 1 >= len(tokens) or tokens[start - 1].word not in BREAKS:
        return None
    after = tokens[at + 1]
    if (
        form.lemma in TELLING or after.word in lex.times
    ):  # "…,” Ada Obi, a baker, told the station" and "… said Tuesday"
        return None
    named = after.is_capital or after.word in lex.determiners or after.word in lex.titles or after.word in lex.pronouns
    noun = tokens[start - 1].quotation is not None and is_noun_like(after)
    if not (named or noun) or after.word in CLAUSE_OPENERS:
        return None
    source = phrase_after(tokens, at + 1)
    if source is None or not is_closed(tokens, source.end):
        return None
    return _around(tokens, source, Span(at, at + 1), form)


def _parenthetical(tokens: Sequence[Token], source: Span, cue: Span, form: Form) -> Attribution | None:
    """Match '“…,” Ms. Obi said on Monday.' and "…, she said, …": content, source, cue."""
    if not 0 < source.start < cue.start or tokens[source.start - 1].word not in BREAKS:
        return None
    if not is_closed(tokens, cue.end, hears=form.lemma in lexicon().hearers):
        return None
    return _around(tokens, source, cue, form)


def _around(tokens: Sequence[Token], source: Span, cue: Span, form: Form) -> Attribution | None:
    """Return the attribution whose content stands before source and cue, and may go on after them."""
    before = content_before(tokens, min(source.start, cue.start))
    if before is None:
        return None
    quoted = any(token.quotation is not None for token in tokens[before.start : before.end])
    resumed = content_resumed(tokens, max(source.end, cue.end), quoted=quoted)
    stated = lexicon().forms["said"] if _is_finding(tokens, source, form) else form
    if not may_precede(tokens, before, stated) and not (resumed and _is_split(tokens, before, resumed, form)):
        return None
    return Attribution(source, cue, (before, resumed) if resumed else (before,), "said")


def _is_split(tokens: Sequence[Token], before: Span, resumed: Span, form: Form) -> bool:
    """Tell whether the cue parts a clause from its subject or opening: "The mill, she said, is safe."."""
    plain = "clause" in form.frames and form.lemma not in lexicon().strict and form.tense != "ing"
    whole = any(is_verb_like(tokens, at) for at in range(resumed.start, resumed.end))
    return plain and whole and tokens[before.end].word == "," and tokens[resumed.start - 1].word == ","


def _from_passive(tokens: Sequence[Token], cue: Span) -> Attribution | None:
    """Match "is expected to …", "was told that …", "was asked by the host whether …": who said it stands after "by"."""
    at, source = cue.end, None
    if at < len(tokens) and tokens[at].word == "by":
        source = phrase_after(tokens, at + 1)
        at = source.end if source else at
    if at >= len(tokens) or not (tokens[at].word in ("to", "that") or tokens[at].word in QUESTIONS):
        return None
    setting = setting_of(tokens, cue.start, "past")._replace(coordinates=tokens[at].word == "to")
    content = clause_from(tokens, at, setting)
    return Attribution(source, cue, (content,), "passive") if content else None


def _from_according(tokens: Sequence[Token], at: int) -> Attribution | None:
    """Match "According to data from Mill Research, …" and "…, according to two people who saw it."."""
    start = at + 2
    end = next((i for i in range(start, len(tokens)) if tokens[i].word in (",", ";", ":", *DASHES, "“")), len(tokens))
    if end == len(tokens) and tokens[end - 1].word in (".", "!", "?", ";"):
        end -= 1
    source = Span(start, end) if end > start else None
    cue = Span(at, at + 2)
    if source is None:
        return None
    if at <= 1 or tokens[at - 1].word in (":", ";"):
        opening = end if end < len(tokens) and tokens[end].word == "“" else end + 1
        content = clause_from(tokens, opening) if opening < len(tokens) else None
        return Attribution(source, cue, (content,), "according") if content else None
    before = content_before(tokens, at)
    if before is None:
        return None
    whole = may_precede(tokens, before, lexicon().forms["said"])
    resumed = None if whole else content_resumed(tokens, end, quoted=False)
    return Attribution(source, cue, (before, resumed) if resumed else (before,), "according")


def _from_hearsay(tokens: Sequence[Token], at: int) -> Attribution | None:
    """Match "The vote was reportedly delayed": the clause is hearsay, its source is not named."""
    start = next((i + 1 for i in range(at, -1, -1) if tokens[i].word in (";", ":")), 0)
    content = clause_from(tokens, start)
    return Attribution(None, Span(at, at + 1), (content,), "hearsay") if content else None


def _from_noun(tokens: Sequence[Token], at: int, last: Span | None) -> Attribution | None:
    """Match "Ms. Obi's claim that …", "the belief that …", "his promise to …"."""
    lex = lexicon()
    noun = tokens[at].word.removesuffix("s")
    after, follow = tokens[at + 1], tokens[at + 2]
    setting = setting_of(tokens, at, "")
    if noun in lex.nouns and after.word == "that":
        if follow.word in lex.auxiliaries or follow.word in lex.forms:
            return None  # "a claim that was": a relative clause
        content = clause_from(tokens, at + 2, setting)
        source = _possessor(tokens, at) or last or first_phrase(tokens, at)
    elif noun in lex.intents and after.word == "to":
        source = _possessor(tokens, at)
        content = clause_from(tokens, at + 1, setting._replace(coordinates=True)) if source else None
    else:
        return None
    return Attribution(source, Span(at, at + 1), (content,), "noun") if content else None


def _possessor(tokens: Sequence[Token], at: int) -> Span | None:
    """Return whose noun it is: "Ms. Obi's recent | claim"."""
    for left in range(at - 1, max(-1, at - 5), -1):
        if is_possessive(tokens[left]):
            return phrase_before(tokens, left + 1, 0)
        if not tokens[left].is_word:
            return None
    return None
