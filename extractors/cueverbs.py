"""Whether a word that can be a cue verb is one here, and where its verb group starts."""

from collections.abc import Sequence

from extractors.lexicon import Form, lexicon
from extractors.passages import Token
from extractors.phrases import CLAUSE_OPENERS, COPULAS, SUBJECTS, base, is_noun_like, is_possessive

OBJECT_PRONOUNS = frozenset(("his", "her", "their", "its", "him", "them", "himself", "herself", "themselves"))
SUBJECT_DETERMINERS = frozenset(("this", "that", "both", "all", "many", "some"))
PLURAL_SUBJECTS = frozenset(("to", "who", "i", "you", "we", "they", "people", "many", "some", "others", "and", "also"))


def is_cue_verb(tokens: Sequence[Token], at: int, form: Form) -> bool:  # noqa: PLR0911 - one rule a line reads best
    """Tell whether a cue form is a verb here and not a noun ("the claim", "new reports") or an adjective."""
    if tokens[at].is_capital and at > 0:
        return False
    lex = lexicon()
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    before = _before_adverbs(tokens, at)
    if before is None or not before.is_word:
        return form.tense != "base" or after in ("that", "whether")
    if before.word in lex.determiners and before.word not in SUBJECT_DETERMINERS:
        return False
    if form.tense == "ing":
        return True
    if is_possessive(before) or (before.word in lex.prepositions and before.word != "to"):
        return False
    if form.tense == "past":
        return after != "by" or (before.word in COPULAS and "ask" in form.frames)
    if form.lemma in lex.noun_verbs and not _complements(tokens, at):
        return _is_plainly_subject(before, form)
    return _agrees_with_plural(before) if form.tense == "base" else _agrees_with_singular(before)


def _before_adverbs(tokens: Sequence[Token], at: int) -> Token | None:
    """Return the word a verb agrees with, over "not", "also": "did not | deny"."""
    while at > 1 and tokens[at - 1].word in ("not", "never", "also", "n't"):
        at -= 1
    return tokens[at - 1] if at else None


def _complements(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether what follows wants a verb before it: "claims that she", "questions the", "plans to"."""
    if at + 1 >= len(tokens):
        return False
    lex = lexicon()
    after = tokens[at + 1].word
    if after == "that" and at + 2 < len(tokens):
        follow = tokens[at + 2].word
        # "projects that never ended": a relative clause after a noun
        return not (follow in lex.auxiliaries or follow in lex.adverbs or follow.endswith(("ly", "ed")))
    closed = after in CLAUSE_OPENERS or after in lex.determiners or base(after) in SUBJECTS
    return closed or after in ("“", "to", ":") or after in OBJECT_PRONOUNS


def _is_plainly_subject(before: Token, form: Form) -> bool:
    """Tell whether only a verb can follow `before`: "to claim", "they claim", "she claims", "polls show"."""
    lex = lexicon()
    if before.word in lex.documents and "finding" in form.frames:
        return True
    if form.tense == "base":
        return before.word in PLURAL_SUBJECTS or before.word in lex.auxiliaries
    return before.word in lex.pronouns


def _agrees_with_singular(before: Token) -> bool:
    return before.is_capital or not before.word.endswith(("s", "ed"))


def _agrees_with_plural(before: Token) -> bool:
    if before.word in PLURAL_SUBJECTS or before.word in lexicon().auxiliaries:
        return True
    return before.word.endswith("s") and not before.word.endswith(("ss", "'s", "’s", "s’")) and is_noun_like(before)


def verb_group_start(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """Return where the verb group of the cue starts ("has repeatedly said") and whether it is passive."""
    lex = lexicon()
    start, passive = at, False
    while start > 0 and tokens[start - 1].is_word:
        word = tokens[start - 1].word
        adverb = word in lex.adverbs or word.endswith("ly") or word in lex.hearsay
        auxiliary = word in lex.auxiliaries or word == "to"
        day = word in lex.times and start - 2 >= 0
        if not (adverb or auxiliary or day) or (day and tokens[start - 1].word in ("may", "march") and not auxiliary):
            break
        passive = passive or word in COPULAS
        start -= 1
    while start > 1 and tokens[start - 1].word in ("on", "in", "at") and tokens[start].word in lex.times:
        start -= 1
    return start, passive
