"""Rulings: a person's word on which articles are one story and which are not."""

from collections.abc import Iterable, Iterator

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
