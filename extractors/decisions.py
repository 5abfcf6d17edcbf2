"""Decisions about stories: what comes in, where it went, what changed with it, and what a person said of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from extractors.records import Fingerprint

VERSION = "stories/2"

# A story is open for so many days before and after its articles.
WINDOW_DAYS = 7


class EventKind(StrEnum):
    """What happened to a story or to an article of it."""

    ASSIGNMENT = "assignment"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"


class EventReason(StrEnum):
    """Why it happened."""

    BEGAN = "began"
    RESEMBLES = "resembles"
    COPY = "copy"
    RULING = "ruling"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as it comes: `number` is its place in the order of arrival, `copy_of` an earlier article or None."""

    fingerprint: Fingerprint
    arrived_on: date
    number: int
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word on two articles: they are of one story, or they are not.

    To merge two stories or to pin one is to chain their articles together; to split one, to chain either part and to
    say once that the parts are not together.
    """

    article_a: str
    article_b: str
    is_together: bool = True


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article's place in a story: its mean similarity to the others when it came, and what it shared with them.

    The article a story began with has similarity 1.0 and shares nothing; a copy is compared with what it copies.
    """

    article_id: str
    story_id: str
    similarity: float
    shared_terms: tuple[str, ...]
    shared_names: tuple[str, ...]
    shared_numbers: tuple[str, ...]
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One change of a story.

    An article came to it ('assignment') or went there from another ('move'), a story went on as another ('merge') or
    a part of it as a new one ('split'), or a person said that an article belongs to it ('pin').
    `story_id` is the story as it is called afterwards, `other_story_id` the one the article came from, that was
    merged or that was split; `article_id` is the article concerned, or whose arrival brought it about (None: a
    ruling or a replay of all did).
    """

    kind: EventKind
    story_id: str
    other_story_id: str | None
    article_id: str | None
    reason: EventReason
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Decision:
    """What one arrival or ruling changed.

    First every article of a story in `merged` goes to the story it names, then `members` take their places; whoever
    is in neither stays where he was, for the reasons he came.
    """

    members: tuple[StoryMember, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    merged: dict[str, str] = field(default_factory=dict)

    def then(self, other: "Decision") -> "Decision":
        """Return this decision and the next one as one."""
        members = [replace(one, story_id=other.merged.get(one.story_id, one.story_id)) for one in self.members]
        merged = {old: other.merged.get(new, new) for old, new in self.merged.items()} | other.merged
        return Decision((*members, *other.members), (*self.events, *other.events), merged)
