"""Claims and what a story's claims add up to: groups and conflicts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from extractors.account_records import Account, Report
from extractors.records import Claim, Quantity
from storage.rows import as_json, delete_rows, insert_records, select_list, select_rows


@dataclass(frozen=True, slots=True)
class StoryClaims:
    """All that the articles of one story claim, in order of arrival and then of the text."""

    claims: list[Claim] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def claims_of_stories(con: DuckDBPyConnection, story_ids: Collection[str]) -> dict[str, StoryClaims]:
    """Return for each of `story_ids` its claims, their quantities and its reports (a report without claims too).

    Order: arrival of the article, then char_start, char_end and id.
    """
    stories = {story_id: StoryClaims() for story_id in story_ids}
    rows = con.execute(
        f"""
        SELECT s.story_id, {select_list(Report, "a")}
        FROM loom.story_members AS s JOIN loom.articles AS a ON a.article_id = s.article_id
        WHERE s.story_id IN (FROM loom.ids(?)) ORDER BY a.seq
        """,  # noqa: S608 - the record's own column names
        [as_json(list(stories))],
    ).fetchall()
    told_of: dict[str, StoryClaims] = {}
    for story_id, *values in rows:
        report = Report(*values)
        stories[story_id].reports.append(report)
        told_of[report.article_id] = stories[story_id]
    place_of = {article_id: place for place, article_id in enumerate(told_of)}  # in order of arrival
    claims = [Claim(*row) for row in select_rows(con, "claims", select_list(Claim, "r"), told_of)]
    for claim in sorted(claims, key=lambda one: (place_of[one.article_id], one.char_start, one.char_end, one.claim_id)):
        told_of[claim.article_id].claims.append(claim)
    figures = [Quantity(*row) for row in select_rows(con, "quantities", select_list(Quantity, "r"), told_of)]
    for one in sorted(
        figures, key=lambda one: (place_of[one.article_id], one.char_start, one.char_end, one.quantity_id)
    ):
        told_of[one.article_id].quantities.append(one)
    return stories


def write_accounts(con: DuckDBPyConnection, accounts: Mapping[str, Account]) -> None:
    """Replace the groups, their members and the conflicts of each story (the keys) by those of its account."""
    if not accounts:
        return
    # Every claim is in one group: one that left a story is in a group of the story it came to, and both are here.
    for table in ("claim_groups", "claim_members", "conflicts"):
        delete_rows(con, table, "story_id", accounts)
    members = {one.claim_id: (one, story_id) for story_id, account in accounts.items() for one in account.memberships}
    insert_records(
        con, "claim_members", [one for one, _ in members.values()], story_id=[story for _, story in members.values()]
    )
    insert_records(con, "claim_groups", [group for account in accounts.values() for group in account.groups])
    insert_records(con, "conflicts", [conflict for account in accounts.values() for conflict in account.conflicts])
