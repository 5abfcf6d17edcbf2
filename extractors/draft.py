"""What reading one document's content found, before metadata that was given and the ids are added."""

from dataclasses import dataclass

from extractors.moments import Dated


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its content alone shows it; `text` has one block (paragraph, heading, list item) a line.

    `byline` is the credit as found, `credits` are further lines that may name an agency (a dateline, a rights note),
    `site_name` the publisher's name as the page writes it, `language` the tag it states.
    """

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    byline: str | None = None
    credits: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    is_truncated: bool = False
