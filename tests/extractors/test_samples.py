"""Samples: what is found is what comparing with every article finds."""

from dataclasses import replace

import numpy as np
import pytest

from extractors.fingerprint import fingerprint
from extractors.postings import FRESH
from extractors.samples import SAME_TEXT, SHARED_SAMPLE, Sample, Samples, sample_of, sample_text
from tests.extractors.samples import article


@pytest.mark.parametrize("seed", range(3))
def test_after_many_merges_all_that_share_enough_are_found_and_nothing_else(seed: int) -> None:
    source, blank = np.random.default_rng(seed), fingerprint(article(""))
    samples, held = Samples(), dict[str, Sample]()
    while sum(len(sample.shingles) for sample in held.values()) < 6 * FRESH:
        drawn = np.unique(source.integers(0, 500, source.integers(0, 90), np.uint32))
        key = str(len(held))
        made = replace(blank, article_id=key, text_hash=str(len(held) // 2), signature=drawn.tobytes())
        samples.add([made])
        held[key] = sample_of(made)
        assert key in samples.find(held[key])  # and what is fresh is merged now and then
    for gone in source.choice(sorted(held), 50, replace=False).tolist():
        samples.remove(gone)
        del held[gone]
    for asked in list(held.values())[::40]:
        assert samples.find(asked) == pytest.approx(_compare_all(asked, held))


def _compare_all(asked: Sample, held: dict[str, Sample]) -> dict[str, float]:
    wanted, shares = set(asked.shingles.tolist()), dict[str, float]()
    for key, sample in held.items():
        smaller = min(len(sample.shingles), len(wanted))
        share = len(wanted & set(sample.shingles.tolist())) / smaller if smaller else 0.0
        if sample.text_hash == asked.text_hash:
            shares[key] = SAME_TEXT
        elif share >= SHARED_SAMPLE:
            shares[key] = share
    return shares


@pytest.mark.parametrize("text", ["", "Flood!", "Rain fell on the hills for a week before the river rose. " * 9])
def test_a_text_and_its_fingerprint_have_the_same_sample(text: str) -> None:
    one, other = sample_text(text), sample_of(fingerprint(article(text)))
    assert one.text_hash == other.text_hash
    assert one.shingles.tolist() == other.shingles.tolist()
