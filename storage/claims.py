"""Claims and what a story's claims add up to: groups and conflicts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from extractors.records import Account, Claim, Quantity, Report
from storage.rows import as_json, delete_rows, insert_records, select_list


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
    members = """
        FROM loom.story_members AS s
        JOIN loom.articles AS a ON a.article_id = s.article_id
    """
    chosen = "WHERE s.story_id IN (FROM loom.ids(?)) ORDER BY a.seq"
    ids = [as_json(list(stories))]
    reports = f"SELECT s.story_id, {select_list(Report, 'a')} {members} {chosen}"
    claims = f"""
        SELECT s.story_id, {select_list(Claim, "c")} {members} JOIN loom.claims AS c ON c.article_id = s.article_id
        {chosen}, c.char_start, c.char_end, c.claim_id
    """
    quantities = f"""
        SELECT s.story_id, {select_list(Quantity, "q")} {members}
        JOIN loom.quantities AS q ON q.article_id = s.article_id
        {chosen}, q.char_start, q.char_end, q.quantity_id
    """
    for story_id, *values in con.execute(reports, ids).fetchall():
        stories[story_id].reports.append(Report(*values))
    for story_id, *values in con.execute(claims, ids).fetchall():
        stories[story_id].claims.append(Claim(*values))
    for story_id, *values in con.execute(quantities, ids).fetchall():
        stories[story_id].quantities.append(Quantity(*values))
    return stories


def write_accounts(con: DuckDBPyConnection, accounts: Mapping[str, Account]) -> None:
    """Replace the groups, their members and the conflicts of each story (the keys) by those of its account."""
    if not accounts:
        return
    con.execute(
        """
        DELETE FROM loom.claim_members WHERE claim_group_id IN (
            SELECT claim_group_id FROM loom.claim_groups WHERE story_id IN (FROM loom.ids(?))
        )
        """,
        [as_json(list(accounts))],
    )
    delete_rows(con, "claim_groups", "story_id", accounts)
    delete_rows(con, "conflicts", "story_id", accounts)
    memberships = {member.claim_id: member for account in accounts.values() for member in account.memberships}
    # A claim that a merge of stories brought here may still be in a group of the story it left.
    delete_rows(con, "claim_members", "claim_id", memberships)
    insert_records(con, "claim_members", list(memberships.values()))
    insert_records(con, "claim_groups", [group for account in accounts.values() for group in account.groups])
    insert_records(con, "conflicts", [conflict for account in accounts.values() for conflict in account.conflicts])
