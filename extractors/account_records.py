"""Records of what a story's claims add up to, as they travel between the layers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What the conflict rules need to know of the article behind a claim."""

    article_id: str
    outlet: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """One version of one fact in one story, with the claim that represents it."""

    claim_group_id: str
    story_id: str
    claim_id: str


@dataclass(frozen=True, slots=True)
class ClaimMembership:
    """A claim's place in a group."""

    claim_id: str
    claim_group_id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two groups of one story that cannot both be right, with the evidence of each."""

    conflict_id: str
    story_id: str
    kind: str
    claim_group_id_a: str
    claim_group_id_b: str
    claim_id_a: str
    claim_id_b: str
    value_a: str
    value_b: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a story's reports add up to: its groups of claims and where they disagree."""

    groups: tuple[ClaimGroup, ...]
    memberships: tuple[ClaimMembership, ...]
    conflicts: tuple[Conflict, ...]
