"""Roles: what each block of a document is, and so whether it belongs to the text."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a block is; the text holds those of `TEXT` and no other."""

    STORY = "story"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    HEADLINE = "headline"
    IMPRINT = "imprint"
    CAPTION = "caption"
    AUTHOR_NOTE = "author_note"
    RELATED = "related"
    PROMOTION = "promotion"
    NAVIGATION = "navigation"
    SHARE_BAR = "share_bar"
    COMMENT = "comment"
    FORM = "form"
    LEGAL_LINE = "legal_line"
    OTHER = "other"


TEXT = frozenset((Role.STORY, Role.HEADING, Role.LIST, Role.TABLE))


@dataclass(frozen=True, slots=True)
class SortedBlock:
    """A block of a document and its role; `text` is a line as `Article.text` would hold it."""

    text: str
    role: Role
