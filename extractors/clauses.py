"""Where a content clause ends: at its sentence's end, or where the sentence goes on in another voice."""

from collections.abc import Sequence
from typing import NamedTuple

from extractors.lexicon import lexicon
from extractors.passages import Token
from extractors.phrases import (
    CLAUSE_OPENERS,
    CONTRASTS,
    DASHES,
    RELATIVES,
    STOPS,
    SUBJECTS,
    Span,
    base,
    is_noun_like,
    is_verb_like,
)

PLAIN_CUES = frozenset(("say", "tell", "write", "report", "add", "note", "argue"))
# What opens a clause that only leads up to the main one, "While she said …, the board …"; the latter ones may as well
# open a mere phrase.
LEADING = frozenset(
    ("while", "when", "although", "though", "because", "if", "whereas", "whenever", "once", "unless", "whether", "as")
)
BEFORE_LEADING = frozenset(("but", "and", "yet", "so", "even", "just", "only", "then", "•", "*", *DASHES))
TURNS = frozenset(("according", "compared", "which", "who"))
LONGEST_SUBJECT = 12  # tokens from a main clause's start to its verb


class Setting(NamedTuple):
    """What the sentence around a cue tells of where its content ends.

    `leads`: its clause leads up to the main one. `hangs`: its clause hangs on a noun ("Ms. Obi, who said …, agreed").
    `coordinates`: its content is a noun or an infinitive, so that "and" with a finite verb is the sentence's own.
    `tense` is the cue's.
    """

    leads: bool = False
    hangs: bool = False
    coordinates: bool = False
    tense: str = ""


MAIN = Setting()


def setting_of(tokens: Sequence[Token], at: int, tense: str) -> Setting:
    """Return the setting of the cue at `at` (the start of its verb group)."""
    start = next((i + 1 for i in range(at - 1, -1, -1) if _is_comma(tokens[i]) or tokens[i].word in STOPS), 0)
    while start < at and tokens[start].word in BEFORE_LEADING:
        start += 1
    first = tokens[start].word
    opens = start == 0 or all(token.word in BEFORE_LEADING for token in tokens[:start])
    participle = tense == "ing" and (start == at or tokens[at - 1].word in lexicon().prepositions)
    leads = opens and (first in LEADING or first in lexicon().prepositions or participle)
    hangs = first in RELATIVES or first in ("whose", "whom") or tokens[at - 1].word == "who"
    return Setting(leads=leads, hangs=not leads and hangs and at > 0, tense=tense)


def clause_from(tokens: Sequence[Token], start: int, setting: Setting = MAIN) -> Span | None:
    """Return the content from `start` to the end of its clause."""
    end = next((at for at in range(start + 1, len(tokens)) if _ends_clause(tokens, start, at, setting)), len(tokens))
    while end > start and (tokens[end - 1].word in STOPS or tokens[end - 1].word in (",", ":", *DASHES)):
        end -= 1
    return Span(start, end) if end > start else None


def object_from(tokens: Sequence[Token], start: int, setting: Setting = MAIN) -> Span | None:
    """Return an object: up to the first comma, dash or stop outside a quotation; None where it only bears a name."""
    span = clause_from(tokens, start, setting._replace(coordinates=True))
    if span is None:
        return None
    for at in range(span.start, span.end):
        if tokens[at].ends_in_comma and not (at + 1 < span.end and tokens[at + 1].word in ("“", "and", "or")):
            return Span(span.start, at + 1)
        if tokens[at].word in (",", *DASHES) and not (at > 0 and tokens[at - 1].is_capital and tokens[at].word == "-"):
            return Span(span.start, at) if at > span.start else None
    return span


def _is_comma(token: Token) -> bool:
    """Tell whether the token is a comma, or a quotation with the comma set inside its marks."""
    return token.word == "," or (token.quotation is not None and token.ends_in_comma)


def _ends_clause(tokens: Sequence[Token], start: int, at: int, setting: Setting) -> bool:
    """Tell whether the content that began at `start` ends before `at`."""
    word = tokens[at].word
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if word in (";", ")"):
        return word == ";" or all(token.word != "(" for token in tokens[start:at])
    if word in DASHES:
        return not any(token.word in DASHES for token in (*tokens[start:at], *tokens[at + 1 :]))
    if word == "," and after:
        return _ends_at_comma(tokens, at + 1, setting)
    if word in ("and", "but") and at + 2 < len(tokens):
        return _ends_at_and(tokens, at + 1, setting)
    return (
        at > start and _is_comma(tokens[at - 1]) and tokens[at - 1].word != "," and _ends_at_comma(tokens, at, setting)
    )


def _ends_at_comma(tokens: Sequence[Token], at: int, setting: Setting) -> bool:
    """Tell whether a comma before `at` leads out of the content: ", but …", ", adding …", ", which …", ", he said"."""
    forms, after = lexicon().forms, tokens[at].word
    form = forms.get(after)
    if after in CONTRASTS or after in TURNS or (form is not None and form.tense == "ing"):
        return True
    if (setting.leads and _opens_clause(tokens, at)) or (setting.hangs and _is_finite(tokens, at)):
        return True
    if after == "and" and at + 1 < len(tokens):
        return base(tokens[at + 1].word) in SUBJECTS
    for ahead in range(at + 1, min(len(tokens) - 1, at + 9)):
        if not tokens[ahead].is_word:
            return False
        form = forms.get(tokens[ahead].word)
        if form is not None and form.tense in ("past", "s") and form.lemma in PLAIN_CUES:
            return True
    return False


def _ends_at_and(tokens: Sequence[Token], at: int, setting: Setting) -> bool:
    """Tell whether what follows "and" is said of the speaker: "… and added that", "to stay and has hired"."""
    lex = lexicon()
    ahead = at + 1 if tokens[at].word in lex.adverbs or tokens[at].word.endswith("ly") else at
    form = lex.forms.get(tokens[ahead].word) if ahead < len(tokens) else None
    if form is not None and form.tense in ("past", "s") and "quote" in form.frames:
        return True
    if form is not None and form.tense == "ing" and setting.tense == "ing":
        return True
    return setting.coordinates and _is_finite(tokens, at)


def _is_finite(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a finite verb stands at `at`, with or without an adverb before it."""
    word = tokens[at].word
    if word in lexicon().adverbs or word.endswith("ly"):
        at += 1
    if at >= len(tokens) or tokens[at].is_capital:
        return False
    form = lexicon().forms.get(tokens[at].word)
    return is_verb_like(tokens, at) or (form is not None and form.tense == "s")


def _opens_clause(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a subject and its finite verb stand at `at`."""
    if base(tokens[at].word) in SUBJECTS:
        return True
    if tokens[at].word not in lexicon().determiners and not is_noun_like(tokens[at]):
        return False
    for ahead in range(at + 1, min(len(tokens), at + LONGEST_SUBJECT)):
        if not tokens[ahead].is_word or tokens[ahead].word in CLAUSE_OPENERS or tokens[ahead].word in RELATIVES:
            return False
        if is_verb_like(tokens, ahead):
            return True
    return False
