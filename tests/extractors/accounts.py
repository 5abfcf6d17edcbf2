"""Stories read through the whole chain, from claims to account, for the tests of groups and conflicts."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from extractors.account_records import Account, Report
from extractors.accounts import weave_account
from extractors.claims import extract_claims
from extractors.origins import attach_origins, find_origins
from extractors.quantities import find_quantities
from extractors.records import Article, Claim, Origin, Quantity
from tests.extractors.samples import article

GOLDEN = Path(__file__).parent.parent / "golden" / "accounts"
STORIES = sorted(folder.name for folder in GOLDEN.iterdir())
# A report's number in its story (from 0) and some words of the claim meant.
Reference = tuple[int, str]


@dataclass(frozen=True)
class Story:
    """One story's reports and what they add up to."""

    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    quantities: tuple[Quantity, ...]
    origins: tuple[Origin, ...]
    account: Account

    def group_of(self, claim_id: str) -> str:
        return next(member.claim_group_id for member in self.account.memberships if member.claim_id == claim_id)

    def groups(self, reference: Reference) -> set[str]:
        """Return the groups of all claims of that report that hold those words."""
        report, words = reference
        article_id = self.articles[report].article_id
        found = [claim for claim in self.claims if claim.article_id == article_id and words in claim.text]
        assert found, f"report {report} has no claim with the words {words!r}"
        return {self.group_of(claim.claim_id) for claim in found}

    def conflicts(self) -> set[tuple[str, str, str]]:
        return {(c.kind, c.claim_group_id_a, c.claim_group_id_b) for c in self.account.conflicts}


def tell(articles: list[Article]) -> Story:
    claims: list[Claim] = []
    quantities: list[Quantity] = []
    origins: list[Origin] = []
    for one in articles:
        extracted = extract_claims(one)
        credited = find_origins(one, extracted)
        claims += attach_origins(extracted, credited)
        quantities += find_quantities(one, extracted)
        origins += credited
    reports = {one.article_id: Report(one.article_id, one.outlet, one.published_at) for one in articles}
    account = weave_account("story", claims, quantities, reports)
    return Story(tuple(articles), tuple(claims), tuple(quantities), tuple(origins), account)


@cache
def golden_story(name: str) -> Story:
    reports: list[dict[str, Any]] = json.loads((GOLDEN / name / "reports.json").read_text(encoding="utf-8"))
    return tell(
        [
            article(
                report["text"],
                outlet=report["outlet"],
                title=report["title"],
                byline=report["byline"],
                published_at=datetime.fromisoformat(report["published_at"]),
            )
            for report in reports
        ]
    )


@cache
def expected(name: str) -> dict[str, list[Any]]:
    answer: dict[str, list[Any]] = json.loads((GOLDEN / name / "expected.json").read_text(encoding="utf-8"))
    return answer
