"""Conflicts: where two groups of one story cannot both be right, with the evidence of each side."""

from collections.abc import Mapping, Sequence

from extractors.account_records import Conflict, Report
from extractors.clashes import Clash, call_witnesses
from extractors.clashes_of_dates import find_date_clashes
from extractors.clashes_of_denials import find_denials
from extractors.clashes_of_numbers import find_number_clashes
from extractors.clashes_of_quotations import find_quote_clashes
from extractors.clashes_of_roles import find_role_clashes
from extractors.facts import Fact
from extractors.identity import stable_id


def find_conflicts(
    story_id: str, groups: Sequence[tuple[str, Sequence[Fact]]], reports: Mapping[str, Report]
) -> tuple[Conflict, ...]:
    """Return the conflicts among `groups` (group id and its facts, in order): one for each kind and pair of groups.

    The evidence of a conflict is the first pair of claims that clash; group a comes before group b.
    """
    order = {group_id: position for position, (group_id, _) in enumerate(groups)}
    witnesses = call_witnesses(groups, reports)
    if len({witness.publisher for witness in witnesses}) < 2:
        return ()
    clashes = (
        *find_number_clashes(witnesses),
        *find_date_clashes(witnesses),
        *find_quote_clashes(witnesses),
        *find_denials(witnesses),
        *find_role_clashes(witnesses),
    )
    found: dict[tuple[str, str, str], Conflict] = {}
    told: set[tuple[str, str]] = set()
    for clash in clashes:
        # A clause and its sentence may stand in two groups: what is told of the one need not be told of the other.
        if (clash.kind, clash.explanation) in told:
            continue
        told.add((clash.kind, clash.explanation))
        if order[clash.a.group_id] <= order[clash.b.group_id]:
            found.setdefault((clash.kind, clash.a.group_id, clash.b.group_id), _conflict(story_id, clash))
        else:
            found.setdefault((clash.kind, clash.b.group_id, clash.a.group_id), _conflict(story_id, _turn(clash)))
    return tuple(found.values())


def _turn(clash: Clash) -> Clash:
    return Clash(clash.kind, clash.b, clash.a, clash.value_b, clash.value_a, clash.explanation)


def _conflict(story_id: str, clash: Clash) -> Conflict:
    return Conflict(
        conflict_id=stable_id("conflict", clash.kind, clash.a.group_id, clash.b.group_id),
        story_id=story_id,
        kind=clash.kind,
        claim_group_id_a=clash.a.group_id,
        claim_group_id_b=clash.b.group_id,
        claim_id_a=clash.a.fact.claim.claim_id,
        claim_id_b=clash.b.fact.claim.claim_id,
        value_a=clash.value_a,
        value_b=clash.value_b,
        explanation=clash.explanation,
    )
