"""Rulings: a person's word on which articles are one story and which are not."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.decisions import Ruling


class Rulings:
    """All rulings at once: groups of articles that are together, by any chain, and groups that are apart.

    Where rulings contradict each other, together wins: whoever changes his mind withdraws his former word.
    """

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        self._members: dict[str, list[str]] = {}
        self._group_of: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        for ruling in rulings:
            self.add(ruling)

    def add(self, ruling: Ruling) -> None:
        """Take in one more."""
        a, b = self._enter(ruling.article_a), self._enter(ruling.article_b)
        if a == b:
            return
        if ruling.is_together:
            self._unite(*sorted((a, b), key=lambda group: -len(self._members[group])))
        else:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def _enter(self, article_id: str) -> str:
        group = self._group_of.setdefault(article_id, article_id)
        self._members.setdefault(group, [article_id])
        return group

    def _unite(self, large: str, small: str) -> None:
        for article_id in self._members[small]:
            self._group_of[article_id] = large
        self._members[large] += self._members.pop(small)
        for other in self._apart.pop(small, set()):
            self._apart[other] = (self._apart[other] - {small}) | ({large} - {other})
            self._apart.setdefault(large, set()).update({other} - {large})

    def group_of(self, article_id: str) -> str | None:
        """Return the name of the group an article belongs to, None where nobody ruled on it."""
        return self._group_of.get(article_id)

    def __bool__(self) -> bool:
        return bool(self._members)

    def partners_of(self, article_id: str) -> Iterator[str]:
        """Yield the articles that are ruled to be together with one, itself left out."""
        group = self._group_of.get(article_id)
        return (other for other in self._members.get(group or "", ()) if other != article_id)

    def apart_from(self, group: str) -> frozenset[str]:
        """Return the groups that are apart from one."""
        return frozenset(self._apart.get(group, ()))

    def pairs_apart(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield the articles of every two groups that are apart."""
        for one, others in self._apart.items():
            yield from ((self._members[one], self._members[other]) for other in sorted(others) if one < other)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A new word: which of the former rulings it lets stand, and which it adds."""

    kept: list[Ruling]
    added: list[Ruling]


def rule_together(rulings: Iterable[Ruling], one: Sequence[str], other: Sequence[str]) -> Judgement:
    """Say that two stories are one, whatever was said before."""
    kept = [ruling for ruling in rulings if ruling.is_together or not _joins(ruling, one, other)]
    return Judgement(kept, _chain([*one, *other]))


def rule_apart(rulings: Sequence[Ruling], part: Sequence[str], rest: Sequence[str]) -> Judgement:
    """Say that a part of a story is another one than the rest, whatever was said before."""
    kept = [ruling for ruling in rulings if not (ruling.is_together and _joins(ruling, part, rest))]
    said = [*_chain(part), *_chain(rest), Ruling(part[0], rest[0], is_together=False)]
    return Judgement(kept, [*said, *_inherit(rulings, [*kept, *said])])


def pin(rulings: Sequence[Ruling], pinned: Sequence[str], story: Sequence[str], former: Sequence[str]) -> Judgement:
    """Say that an article and its copies are of a story and not of their former one, whatever was said of them before.

    Both stories are given without them, and each is one from now on: who names the one that an article does not belong
    to means all of it.
    """
    kept = [ruling for ruling in rulings if ruling.article_a not in pinned and ruling.article_b not in pinned]
    apart = [Ruling(pinned[0], other, is_together=False) for other in former[:1]]
    said = [*_chain(former), *_chain([*pinned, *story]), *apart]
    return Judgement(kept, [*said, *_inherit(rulings, [*kept, *said])])


def _inherit(before: Iterable[Ruling], after: Sequence[Ruling]) -> list[Ruling]:
    """Return what keeps each part of a former group apart from whatever the group was apart from.

    It holds for a pinned article, too, but for the story that it is pinned to.
    """
    known, inherited = Rulings(after), []
    for pair in Rulings(before).pairs_apart():
        parts = [{known.group_of(key) or key: key for key in group} for group in pair]
        for (one, a), (other, b) in itertools.product(*(part.items() for part in parts)):
            if one != other and other not in known.apart_from(one):
                inherited.append(Ruling(a, b, is_together=False))
    return inherited


def _chain(article_ids: Iterable[str]) -> list[Ruling]:
    return [Ruling(one, other) for one, other in itertools.pairwise(article_ids)]


def _joins(ruling: Ruling, one: Collection[str], other: Collection[str]) -> bool:
    a, b = ruling.article_a, ruling.article_b
    return (a in one and b in other) or (a in other and b in one)
