"""Stance: golden sentences, and what must hold for any text."""

import csv
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.claims import extract_claims
from extractors.stance import stance_of
from tests.extractors.samples import article

with (Path(__file__).parents[1] / "golden" / "stances" / "cases.tsv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentence"])
def test_a_claim_is_put_as_the_golden_case_says(case: dict[str, str]) -> None:
    found = {claim.text: claim for claim in extract_claims(article(case["sentence"]))}
    claim = found[case["claim"]]
    columns = ("negated", "denied", "hedged", "conditional", "future")
    assert [name for name in columns if getattr(claim, f"is_{name}")] == case["stance"].split()


@given(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=12)))
def test_any_text_has_a_stance(content: str, cue: str | None) -> None:
    assert {type(value) for value in asdict(stance_of(content, cue)).values()} == {bool}


@pytest.mark.parametrize("bait", ["if ", "not ", "who ", "will, ", "“", "as ", "no longer "])
def test_a_megabyte_takes_no_longer_than_a_page(bait: str) -> None:
    began = time.process_time()
    stance_of(bait * (1_000_000 // len(bait)), "said")
    assert time.process_time() - began < 5.0
