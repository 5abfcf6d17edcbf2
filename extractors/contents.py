"""Where the content of an attribution starts and ends, before its cue and after it."""

from collections.abc import Sequence

from extractors.clauses import MAIN, Setting, clause_from, object_from
from extractors.lexicon import Form, lexicon
from extractors.numerals import NUMBER_WORDS
from extractors.passages import Token
from extractors.phrases import CLAUSE_OPENERS, DASHES, RELATIVES, STOPS, SUBJECTS, Span, base, is_verb_like

CLAUSE_BREAKS = frozenset((";", ".", "as", "when", "while", "and", "or", "nor", *RELATIVES))
CONJUNCTIONS = frozenset(("and", "or", "nor", "but"))
CLAUSE_FRAMES = frozenset(("clause", "quote", "ask", "finding"))
LEADERS = frozenset(("but", "and", "yet", "so", "•", "*", ",", ")"))
LONGEST_TAIL = 30  # tokens between a cue and the rest of an interrupted quotation
LONGEST_HEARER = 10  # tokens between "urged" and "to"
TAIL_OPENERS = frozenset(("as", "when", "while", "after", "before", "and", "but", "because"))


def content_before(tokens: Sequence[Token], end: int) -> Span | None:
    """Return the content that ends before `end`: back to the passage's start, a semicolon or a colon."""
    stop = end
    while stop > 0 and tokens[stop - 1].word in (",", *DASHES):
        stop -= 1
    start = next((at + 1 for at in range(stop - 2, -1, -1) if tokens[at].word in (":", *STOPS)), 0)
    while start < stop and (tokens[start].word in LEADERS or tokens[start].word in DASHES):
        start += 1
    return Span(start, stop) if stop > start else None


def content_resumed(tokens: Sequence[Token], at: int, *, quoted: bool) -> Span | None:
    """Return what goes on after the cue's parenthesis: '“At this scale,” she explains, “habits …”'."""
    limit = min(len(tokens), at + LONGEST_TAIL)
    start = next((here for here in range(at, limit) if tokens[here].word in (",", ":", "“", *DASHES)), limit)
    if start == limit:
        return None
    if tokens[start].word != "“":
        start += 1
    end = start
    while end < len(tokens) and tokens[end].quotation is not None:
        end += 1
    if end > start:
        return Span(start, end)
    plain = not quoted and start == at + 1 < len(tokens) and tokens[at].word == ","
    return clause_from(tokens, start) if plain else None


def content_after(  # noqa: PLR0911 - one rule a line reads best
    tokens: Sequence[Token], at: int, form: Form, source: Span | None, setting: Setting = MAIN
) -> tuple[Span, str] | None:
    """Return the content that follows the cue, with the first of its frames that fits."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word in form.particles:
        return _framed(object_from(tokens, at + 1, setting), "object")
    to = _infinitive_start(tokens, at) if "infinitive" in form.frames else None
    if to == at:
        return _framed(_infinitive_from(tokens, at, setting), "infinitive")
    start = _clause_start(tokens, at, form) if form.frames & CLAUSE_FRAMES else None
    if start is not None and to != start and _takes_clause(tokens, start, form, source):
        return _framed(clause_from(tokens, start + (tokens[start].word == "that"), setting), "clause")
    if to is not None:
        return _framed(_infinitive_from(tokens, at, setting), "infinitive")
    if "object" in form.frames and _opens_object(tokens[at]):
        return _framed(object_from(tokens, at + (word == "as"), setting), "object")
    return None


def _infinitive_from(tokens: Sequence[Token], start: int, setting: Setting) -> Span | None:
    return clause_from(tokens, start, setting._replace(coordinates=True))


def _opens_object(token: Token) -> bool:
    lex = lexicon()
    closed = token.word in lex.prepositions or token.word in lex.adverbs or token.word in lex.auxiliaries
    return token.word == "as" or not (closed or token.word in lex.subordinators or token.word in (",", "."))


def _framed(span: Span | None, frame: str) -> tuple[Span, str] | None:
    return (span, frame) if span else None


def _infinitive_start(tokens: Sequence[Token], at: int) -> int | None:
    """Return where "to …" starts, with or without somebody before it ("urged members | to vote")."""
    for ahead in range(at, min(len(tokens) - 1, at + LONGEST_HEARER)):
        if not tokens[ahead].is_word:
            return None
        if tokens[ahead].word == "to":
            return ahead
    return None


def _takes_clause(tokens: Sequence[Token], start: int, form: Form, source: Span | None) -> bool:
    """Tell whether what starts at `start` is a content clause of this verb; without "that" it must look like one."""
    opener = tokens[start].word
    if opener == "“" or opener in CLAUSE_OPENERS:
        return True
    if "finding" in form.frames:
        return source is not None and is_document(tokens, source)
    return "clause" in form.frames and (form.lemma == "say" or _looks_finite(tokens, start))


def _looks_finite(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a clause rather than a mere noun phrase starts here: a pronoun, or a finite verb soon after."""
    if tokens[start].word in CONJUNCTIONS:
        return False  # "their requests were denied or granted in part"
    if base(tokens[start].word) in SUBJECTS:
        return True
    for at in range(start + 1, min(len(tokens), start + 14)):
        token = tokens[at]
        if token.word in CLAUSE_BREAKS:
            return False
        if is_verb_like(tokens, at):
            return True
    return False


def is_document(tokens: Sequence[Token], source: Span) -> bool:
    """Tell whether the source is a poll, a report, a study."""
    return any(token.word in lexicon().documents for token in tokens[source.start : source.end])


def _clause_start(tokens: Sequence[Token], at: int, form: Form) -> int | None:
    """Return where the content clause starts after hearers and adverbials, or None where none does."""
    lex = lexicon()
    limit = min(len(tokens), at + 25)
    position = at
    while position < limit:
        token = tokens[position]
        word = token.word
        if word == "“" or word in CLAUSE_OPENERS:
            return position
        if word in (":", ",") or word in DASHES:
            following = _after_comma(tokens, position, limit)
        elif not token.is_word:
            return position if word in ("$", "(") else None
        elif word in lex.adverbs or word in lex.times or word.endswith("ly"):
            following = position + 1
        elif word in lex.prepositions:
            following = _after_phrase(tokens, position, limit)
        elif position == at and form.lemma in lex.hearers:
            following = _after_hearer(tokens, position, limit)
        else:
            return position
        if following is None:
            return None
        position = following
    return None


def _after_comma(tokens: Sequence[Token], comma: int, limit: int) -> int | None:
    """Return where to look on after a comma or colon: at a quotation, a "that", after a short insertion."""
    if comma + 1 >= len(tokens):
        return None
    if tokens[comma].word == ":" or tokens[comma + 1].word in ("“", "that"):
        return comma + 1
    for at in range(comma + 1, min(limit, comma + 12)):
        if tokens[at].word == ",":
            return at + 1
        if tokens[at].word in STOPS:
            break
    return None


def _after_phrase(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    """Return where a prepositional phrase ends ("in a statement | that", "on Monday | the …"), None at the end."""
    lex = lexicon()
    if at + 1 < limit and tokens[at + 1].word in lex.times:
        position = at + 1
        while position < limit and (tokens[position].word in lex.times or tokens[position].word.isdigit()):
            position += 1
        return position if position < len(tokens) else None
    for position in range(at + 1, limit):
        token = tokens[position]
        if token.word in CLAUSE_OPENERS or base(token.word) in SUBJECTS or token.word in (",", ":", "“"):
            return position
        if token.word in STOPS:
            return None
        started = position > at + 2 and token.word in lex.determiners
        if started and tokens[position - 1].word not in lex.prepositions:
            return position
    return None


def _after_hearer(tokens: Sequence[Token], at: int, limit: int) -> int:
    """Return where the hearer of "told reporters in Ohio", "assured the crowd" ends."""
    lex = lexicon()
    if tokens[at].word in lex.recipients:
        return at + 1
    position = at + 1
    while position < limit and tokens[position].is_word:
        word = tokens[position].word
        if word in CLAUSE_OPENERS or base(word) in SUBJECTS or word in lex.times or word == "to":
            return position
        if word in lex.prepositions and word != "of":
            return position
        if word in lex.determiners:
            return position
        if tokens[at].is_capital and not tokens[position].is_capital and word not in ("and", "of"):
            return position
        position += 1
    return position


def is_closed(tokens: Sequence[Token], at: int, *, hears: bool = False) -> bool:
    """Tell whether nothing that could be content follows: the end, a comma, a tail like "in Ohio on Monday"."""
    lex = lexicon()
    if at >= len(tokens) or not tokens[at].is_word:
        return at >= len(tokens) or tokens[at].word != ":"
    first = tokens[at].word
    if first in TAIL_OPENERS:
        return True
    tail = first in lex.prepositions or first in lex.times or first in lex.adverbs or first == "who"
    hearer = hears and (first in lex.recipients or tokens[at].is_capital or first in lex.determiners)
    if not (tail or hearer or first.endswith(("ly", "ing"))):
        return False
    for follow in tokens[at + 1 : at + 14]:
        if not follow.is_word:
            return True
        if follow.word == "that" or base(follow.word) in SUBJECTS:
            return False
    return True


# What opens a sentence with a number and leads up to nothing: "At least 14 people drowned", "About two hundred fled".
COUNTING = frozenset((("at", "least"), ("at", "most"), *(("as", word) for word in ("many", "much", "few", "little"))))
ESTIMATING = frozenset(("about", "around", "over", "under", "up", "nearly"))


def may_precede(tokens: Sequence[Token], piece: Span, form: Form) -> bool:
    """Tell whether what stands before "…, she said" can be its content: not a mere "In Ohio," or "After the vote,"."""
    if any(token.quotation is not None for token in tokens[piece.start : piece.end]):
        return True
    lex = lexicon()
    if "clause" not in form.frames or form.lemma in lex.strict or form.tense == "ing":
        return False
    first = tokens[piece.start].word
    start = piece.start
    second = tokens[min(start + 1, piece.end - 1)].word
    counts = (first, second) in COUNTING or (first in ESTIMATING and (second[0].isdigit() or second in NUMBER_WORDS))
    leads = first in lex.prepositions or first in lex.subordinators or first == "asked" or first.endswith("ing")
    if leads and not counts:
        # "When she left, …": what matters is whether a main clause follows
        start = next((at for at in range(start, piece.end) if tokens[at].word == ","), piece.end)
    return any(is_verb_like(tokens, at) for at in range(start, piece.end))
