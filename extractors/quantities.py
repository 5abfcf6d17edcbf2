"""Figures of an article's claims: value, range, unit, qualifier, and what is counted, of what, as of when."""

import heapq
import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.entities import entity_after, entity_before, possessor_of
from extractors.figures import find_figures
from extractors.identity import stable_id
from extractors.measures import is_baseline, measure_of
from extractors.nouns import Counted, counted_after, singular
from extractors.numerals import Amount, currencies
from extractors.periods import only_year, stated_period
from extractors.records import Article, Claim, Quantity

QUALIFIERS = {
    "about": "about|around|some|roughly|approximately|nearly|almost|circa|ca.|~|estimated|close to|an estimated",
    "more_than": "over|above|exceeding|exceeds|exceeded|more than|in excess of|upwards of|upward of|greater than"
    "|north of",
    "at_least": "at least|no fewer than|no less than|not less than|a minimum of|minimum of",
    "less_than": "under|below|less than|fewer than|just under|just below|just short of|shy of|south of",
    "at_most": "at most|up to|as many as|as much as|no more than|not more than|a maximum of|maximum of",
}
_KINDS = {phrase: kind for kind, phrases in QUALIFIERS.items() for phrase in phrases.split("|")}
_PHRASES = "|".join(map(re.escape, sorted(_KINDS, key=len, reverse=True)))
QUALIFIER_BEFORE = re.compile(rf"(?<![\w-])({_PHRASES})\s?(?:the |a |an )?$", re.IGNORECASE)
QUALIFIER_AFTER = re.compile(
    r"\s?(?:(?P<at_least>\+|-?plus\b|or more\b|or higher\b|and counting\b)|(?P<about>or so\b|or thereabouts\b)"
    r"|(?P<at_most>or less\b|or fewer\b))"
)
CURRENCY_AFTER = re.compile(r"(?:[ -]([A-Z][A-Za-z.]*(?: [A-Z][a-z]+)?))?[ -]([a-z]+)\b")
# So many characters at most divide a sentence from the next.
NEXT_SENTENCE = 2
RISE_TO = re.compile(r"\bfrom (?:[a-z]+ ){0,3}$")


def find_quantities(article: Article, claims: Sequence[Claim]) -> tuple[Quantity, ...]:
    """Return the figures inside the `claims` of `article`, each in the smallest claim that holds it, in text order.

    Values are in base units (650 million is 650000000.0, 40 % is 40.0); money has its ISO 4217 code as unit.
    """
    quantities: list[Quantity] = []
    holders = _Holders(claims)
    position = 0
    for limits in sorted({(claim.sentence_start, claim.sentence_end) for claim in claims}):
        found: list[Quantity] = []
        # Sentences of claims may overlap (a quotation runs over two): each figure counts once.
        for figure in find_figures(article.text, max(position, limits[0]), limits[1]):
            claim = holders.smallest(figure.start, figure.end)
            if claim is not None:
                found.append(_quantity(article, claim, figure, limits, found[-1] if found else None))
        if quantities and limits[0] - position <= NEXT_SENTENCE:
            found = _share_entity(quantities[-1].entity, found)
        if found:
            quantities += _share_year(only_year(article.text, *limits), _share_units(article.text, found))
        position = max(position, limits[1])
    return tuple(quantities)


class _Holders:
    """Finds the smallest claim around a span; spans must be asked for in text order."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._waiting = sorted(claims, key=lambda claim: (claim.char_start, claim.char_end), reverse=True)
        self._open: list[tuple[int, int, int, Claim]] = []

    def smallest(self, start: int, end: int) -> Claim | None:
        while self._waiting and self._waiting[-1].char_start <= start:
            claim = self._waiting.pop()
            # The count of those waiting makes each entry unique: claims themselves have no order.
            heapq.heappush(self._open, (claim.char_end, -claim.char_start, len(self._waiting), claim))
        while self._open and self._open[0][0] <= start:
            heapq.heappop(self._open)
        around = [held for held in self._open if held[0] >= end]
        return min(around, key=lambda held: (held[0] + held[1], held[0], held[2]))[3] if around else None


def _quantity(
    article: Article, claim: Claim, figure: Amount, limits: tuple[int, int], previous: Quantity | None
) -> Quantity:
    text = article.text
    unit, counted = _unit(text, figure, limits[1])
    measure = measure_of(text, figure, limits, counted, unit)
    own = possessor_of(text, figure.start, limits[0]) or entity_after(text, max(counted.end, figure.end), limits[1])
    entity = own or entity_before(text, figure.start, limits[0])
    if previous and unit in {None, previous.unit} and is_baseline(text, figure.start, limits[0]):
        # "up from 450 million in July": of the same things as the figure it is compared with.
        unit, measure, entity = previous.unit, previous.measure, own or previous.entity
    return Quantity(
        quantity_id=stable_id("quantity", claim.claim_id, figure.start),
        claim_id=claim.claim_id,
        article_id=article.article_id,
        value=figure.value,
        value_max=figure.value_max,
        unit="year" if measure == "age" else unit,
        qualifier=_qualifier(text, figure, limits),
        measure=measure,
        entity=entity,
        as_of=stated_period(text, max(counted.end, figure.end), article.published_on),
        text=text[figure.start : figure.end],
        char_start=figure.start,
        char_end=figure.end,
    )


def _share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the figures of one sentence; "from 450 million to 650 million users" names the unit of both once."""
    for position in range(len(quantities) - 1):
        low, high = quantities[position], quantities[position + 1]
        before = text[max(0, low.char_start - 30) : low.char_start]
        if low.unit is None and text[low.char_end : high.char_start].strip() == "to" and RISE_TO.search(before):
            quantities[position] = replace(low, unit=high.unit, measure=high.measure)
    return quantities


def _share_entity(entity: str | None, quantities: list[Quantity]) -> list[Quantity]:
    """Return the figures of a sentence that names nobody with the entity of the sentence before: "Net profit was …"."""
    if entity is None or any(quantity.entity for quantity in quantities):
        return quantities
    return [replace(quantity, entity=entity) for quantity in quantities]


def _share_year(year: str | None, quantities: list[Quantity]) -> list[Quantity]:
    """Return the figures with the one year their sentence tells of, where they state no time themselves."""
    return [replace(quantity, as_of=quantity.as_of or year) for quantity in quantities] if year else quantities


def _unit(text: str, figure: Amount, limit: int) -> tuple[str | None, Counted]:
    qualified = QUALIFIER_AFTER.match(text, figure.end, limit)
    counted = counted_after(text, qualified.end() if qualified else figure.end, limit)
    if figure.unit is not None:
        return figure.unit, counted
    money = CURRENCY_AFTER.match(text, figure.end, limit)
    code = _currency(money[2], (money[1] or "").casefold(), figure.scale) if money else None
    if money and code:
        return code, counted_after(text, money.end(), limit)
    return counted.unit, counted


def _currency(noun: str, country: str, scale: float) -> str | None:
    table = currencies()
    name = noun if noun in table.nouns else singular(noun)
    code = table.nouns.get(name) or (table.nouns_after_scale.get(name) if scale >= 1e3 else None)
    return table.dollars.get(country, code) if name == "dollar" else code


def _qualifier(text: str, figure: Amount, limits: tuple[int, int]) -> str | None:
    before = QUALIFIER_BEFORE.search(text[max(limits[0], figure.start - 30) : figure.start])
    if before:
        return _KINDS[before[1].casefold()]
    after = QUALIFIER_AFTER.match(text, figure.end, limits[1])
    if after:
        return after.lastgroup
    return "about" if figure.is_fraction else None
