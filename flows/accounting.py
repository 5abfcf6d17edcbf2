"""Accounting: what stories add up to and what they are called, worked out again where their articles changed."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from extractors.accounts import weave_account
from extractors.headlines import choose_headline
from storage.batch import add_accounts
from storage.claims import claims_of_stories
from storage.stories import titles_of

# Of so many stories the claims are in memory at once.
CHUNK = 256


def account_for(con: DuckDBPyConnection, story_ids: Sequence[str]) -> None:
    """Store what stories add up to and are called; one without articles is forgotten. Inside a transaction."""
    for start in range(0, len(story_ids), CHUNK):
        stories = claims_of_stories(con, story_ids[start : start + CHUNK])
        accounts, headlines = {}, {}
        titles = titles_of(con, [report.article_id for told in stories.values() for report in told.reports])
        for story_id, told in stories.items():
            reports = {report.article_id: report for report in told.reports}
            accounts[story_id] = weave_account(story_id, told.claims, told.quantities, reports)
            headlines[story_id] = choose_headline([titles[article_id] for article_id in reports])
        add_accounts(con, accounts, headlines)
