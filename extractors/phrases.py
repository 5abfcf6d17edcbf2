"""Noun phrases and clause edges read from word classes alone, without a parser."""

from collections.abc import Sequence
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.passages import Token

LONGEST_PHRASE = 25  # tokens
LONGEST_APPOSITION = 40  # tokens
RELATIVES = frozenset(("who", "which", "that"))
CONTRASTS = frozenset(("but", "while", "although", "though", "whereas", "even", "yet"))
CLAUSE_OPENERS = frozenset(("that", "how", "what", "why", "whether", "if", "there", "when", "where", "who"))
SUBJECTS = frozenset(("i", "he", "she", "they", "we", "it", "you", "there", "this", "these", "those"))
COPULAS = frozenset(("is", "are", "was", "were", "be", "been", "being", "'s", "get", "gets", "got"))
STOPS = frozenset((".", "!", "?", ";"))
DASHES = frozenset(("-", "--", "---", "–", "—"))
APOSTROPHES = ("'s", "’s", "s'", "s’")


class Span(NamedTuple):
    """Tokens from `start` up to `end`, half-open."""

    start: int
    end: int


def base(word: str) -> str:
    """Return the word before its apostrophe: "he" of "he'll"."""
    return word.replace("’", "'").split("'", 1)[0]


def is_noun_like(token: Token) -> bool:
    """Tell whether a word may head or modify a noun phrase: no closed class, no adverb, no past verb."""
    lex = lexicon()
    word = token.word
    if not token.is_word:
        return False
    if token.is_capital:
        return True
    closed = word in lex.auxiliaries or word in lex.subordinators or word in lex.adverbs
    return not (closed or word in lex.prepositions or word in lex.pronouns or word.endswith("ly"))


def is_verb_like(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the word looks like a finite verb: an auxiliary, a past form, a cue."""
    lex = lexicon()
    token = tokens[at]
    if token.is_capital or not token.is_word:
        return False
    if token.word in lex.auxiliaries:
        return True
    modifies = at > 0 and (tokens[at - 1].word in lex.determiners or is_possessive(tokens[at - 1]))
    if modifies:
        return False
    form = lex.forms.get(token.word)
    if token.word.endswith("ed") or token.word in lex.irregular_pasts:
        return True
    return form is not None and form.tense in ("past", "s") and "quote" in form.frames


def is_possessive(token: Token) -> bool:
    """Tell whether the word is a possessive: a name's or noun's 's, or his, her, their."""
    return token.word.endswith(APOSTROPHES) or token.word in ("his", "her", "their", "its", "my", "our", "your")


def phrase_before(tokens: Sequence[Token], end: int, floor: int) -> Span | None:
    """Return the noun phrase that ends at `end`, never left of `floor`; None where none stands there."""
    lex = lexicon()
    if end <= floor or not tokens[end - 1].is_word:
        return None
    last = tokens[end - 1]
    if last.word in lex.pronouns or last.word in ("this", "these", "those", "both", "all", "others"):
        return Span(end - 1, end)
    if _is_loose_end(last) or last.word in lex.subordinators:
        return None
    at = end - 1
    while at - 1 >= max(floor, end - LONGEST_PHRASE) and _extends(tokens, at, floor):
        at -= 1
    while at < end and (tokens[at].word in lex.prepositions or tokens[at].word in ("and", "or")):
        at += 1
    return Span(at, end) if at < end else None


def _extends(tokens: Sequence[Token], at: int, floor: int) -> bool:  # noqa: PLR0911 - one rule a line reads best
    """Tell whether the phrase that starts at `at` takes in the token before it."""
    lex = lexicon()
    token, first = tokens[at - 1], tokens[at]
    word = token.word
    if not token.is_word:
        return word in ("&", "%", "$", "-")
    if word in ("and", "or"):
        return at - 2 >= floor and _coordinates(tokens[at - 2], first)
    if word in lex.times and not is_possessive(token):
        plain = not (first.is_capital or first.word in lex.determiners)
        return not token.is_capital and (first.word in lex.times or plain)
    if word in lex.prepositions:
        return at - 2 >= floor and is_noun_like(tokens[at - 2]) and not is_verb_like(tokens, at - 2)
    if word in lex.pronouns or word in lex.subordinators or is_verb_like(tokens, at - 1):
        return False
    if first.word in lex.determiners:
        return word in ("both", "all", "half")  # what else stands before a determiner is another phrase
    return is_noun_like(token) or word in lex.determiners


def _coordinates(left: Token, right: Token) -> bool:
    if not left.is_word or left.word.endswith("ed"):
        return False
    if left.is_capital:
        return right.is_capital or right.word in lexicon().determiners or is_possessive(right)
    return left.word.endswith("s") and (right.word.endswith("s") or right.word in ("former", "other", "current"))


def phrase_after(tokens: Sequence[Token], start: int) -> Span | None:
    """Return the noun phrase that starts at `start`, as in "said Ada Obi of the union on Monday"."""
    if start < len(tokens) and tokens[start].word in lexicon().pronouns:
        return Span(start, start + 1)
    limit = min(len(tokens), start + LONGEST_PHRASE)
    at = next((here for here in range(start, limit) if _ends_phrase(tokens, start, here)), limit)
    while at > start and _is_loose_end(tokens[at - 1]):
        at -= 1
    return Span(start, at) if at > start else None


def _is_loose_end(token: Token) -> bool:
    lex = lexicon()
    return token.word in lex.prepositions or token.word in ("and", "the", "a", "an")


def _ends_phrase(tokens: Sequence[Token], start: int, at: int) -> bool:
    lex = lexicon()
    token = tokens[at]
    if not token.is_word:
        return token.word not in ("&", "$")
    if any(earlier.word == "who" for earlier in tokens[start:at]):
        return False  # "said a nurse who asked not to be named": all of it describes her
    if token.word == "and":
        return not (at + 1 < len(tokens) and at > start and _coordinates(tokens[at - 1], tokens[at + 1]))
    if token.word in lex.prepositions:
        return token.word not in ("of", "for", "at", "with")
    closed = token.word in lex.subordinators and token.word != "who"
    return closed or (at > start and (token.word in lex.times or is_verb_like(tokens, at)))


def apposed(tokens: Sequence[Token], comma: int, floor: int) -> Span | None:
    """Return the phrase that "…, head of the union," (ending before `comma`) stands beside, or None."""
    for at in range(comma - 1, max(floor, comma - LONGEST_APPOSITION), -1):
        if tokens[at].word != "," or not tokens[at - 1].is_word:
            continue
        near = phrase_before(tokens, at, floor)
        if near is not None and all(token.is_capital for token in tokens[at + 1 : comma]):
            # "the director, Ilse Maas," and "Ilse Maas, R-Utah,": only the first names whom the role means
            return near if tokens[at - 1].is_capital else Span(near.start, comma)
        if _opens_apposition(tokens[at + 1], capital_before=tokens[at - 1].is_capital):
            return near
    return None


def _opens_apposition(first: Token, *, capital_before: bool) -> bool:
    lex = lexicon()
    if first.word in RELATIVES or first.word in ("whose", "where"):
        return True
    closed = first.word in lex.prepositions or first.word in lex.subordinators or first.word in lex.pronouns
    return capital_before and first.is_word and (first.is_capital or not closed)


def first_phrase(tokens: Sequence[Token], limit: int) -> Span | None:
    """Return the subject a passage opens with, after a leading "In Ohio on Monday," or "When …,"."""
    lex = lexicon()
    start = 0
    dash = next((at for at in range(min(limit, 7)) if tokens[at].word in ("-", "--", "–", "—")), None)
    if dash and all(token.is_capital or not token.is_word for token in tokens[:dash]):
        start = dash + 1  # a dateline: "PARIS — "
    while start < limit and tokens[start].word in ("but", "and", "so", "yet", "-", "–", "—", "•", "*"):
        start += 1
    leads = start < limit and (
        tokens[start].word in lex.prepositions
        or tokens[start].word in lex.subordinators
        or tokens[start].word in lex.adverbs
        or tokens[start].word.endswith(("ing", "ly"))
    )
    if leads:
        comma = next((at for at in range(start, limit) if tokens[at].word == ","), None)
        if comma is None:
            return None
        start = comma + 1
    at = start
    while at < min(limit, start + 12) and tokens[at].is_word and not is_verb_like(tokens, at):
        if tokens[at].word in lex.pronouns:
            return Span(at, at + 1)
        if tokens[at].word in lex.adverbs or tokens[at].word in RELATIVES:
            break
        at += 1
    return Span(start, at) if at > start else None
