"""Whatever the bytes: no crash, no hang, always an article with all that it says, or a reason why there is none."""

import os
import time
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from extractors.reading import extract_page, read_article
from extractors.records import RawDocument, Reading, Reason, Rejection
from tests.extractors.fuzz import documents

# `make fuzz` asks for ten thousand.
EXAMPLES = int(os.environ.get("NEWSLOOM_TEST_FUZZ", "300"))
# Seconds of the processor: the limit a document has by default (NEWSLOOM_DOCUMENT_TIMEOUT).
LONGEST = 20.0


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_any_document_is_read_or_rejected(raw: RawDocument) -> None:
    began = time.process_time()
    page = extract_page(raw)
    outcome = page if isinstance(page, Rejection) else read_article(page.article)
    assert time.process_time() - began < LONGEST
    assert_storable(outcome)
    if isinstance(outcome, Reading):
        assert_evidence_reslices(outcome)
    else:
        assert outcome.detail
        assert outcome.reason is not Reason.CRASHED, outcome.detail


def assert_evidence_reslices(reading: Reading) -> None:
    text = reading.article.text
    assert all(line.strip() == line != "" for line in text.split("\n"))
    for claim in reading.claims:
        assert text[claim.char_start : claim.char_end] == claim.text != ""
        assert 0 <= claim.sentence_start <= claim.char_start < claim.char_end <= claim.sentence_end <= len(text)
        assert (claim.speaker_start is None) == (claim.speaker_end is None)
    claims = {claim.claim_id for claim in reading.claims}
    assert len(claims) == len(reading.claims)
    for quantity in reading.quantities:
        assert text[quantity.char_start : quantity.char_end] == quantity.text
        assert quantity.claim_id in claims
    for origin in reading.origins:
        if origin.field == "text":
            assert text[origin.char_start : origin.char_end] == origin.text


def assert_storable(value: object) -> None:
    """Check every string in a record: a database takes neither a NUL nor half a character."""
    if is_dataclass(value):
        for field in fields(value):
            assert_storable(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            assert_storable(item)
    elif isinstance(value, str):
        assert "\0" not in value
        value.encode("utf-8")
