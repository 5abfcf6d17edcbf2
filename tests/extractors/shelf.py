"""A shelf of articles on which copies are found as a run finds them, for the tests of copies."""

from dataclasses import replace
from datetime import date

from extractors.copysets import CopySets
from extractors.fingerprint import fingerprint
from extractors.records import Fingerprint
from tests.extractors.samples import article


def fingerprint_of(key: str, text: str, day: date | None = None, language: str | None = "en") -> Fingerprint:
    return replace(
        fingerprint(replace(article(text, published_on=day), language=language)),
        article_id=key,
    )


class Shelf:
    """Articles taken one after another: what is stored of each, and of what it was last told to be a copy."""

    def __init__(self) -> None:
        self.sets = CopySets()
        self.prints, self.texts, self.told = dict[str, Fingerprint](), dict[str, str](), dict[str, str]()

    def take(self, key: str, text: str, day: date | None = None, language: str | None = "en") -> str:
        """Take an article, new or revised, and return its original."""
        made = fingerprint_of(key, text, day, language)
        changed = self.sets.take(made, text, self.texts.__getitem__)
        self.told |= {membership.article_id: membership.copy_set_id for membership in changed}
        self.prints[key], self.texts[key] = made, text
        return self.told[key]

    def restart(self) -> None:
        """Forget all but what is stored."""
        self.sets = CopySets()
        self.sets.restore((made, self.told[key]) for key, made in self.prints.items())
