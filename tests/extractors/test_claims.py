"""Claims: golden articles of our own, and what must hold for any text."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.claims import check_worthiness, covers, extract_claims
from extractors.records import Article, Claim

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "claims").iterdir())
# Pieces that reach every rule, besides whatever hypothesis invents.
PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "‘", "’", "«", "»", "''", "\n", ". ", ", ", " said ", " according to ", " that ", "Ada Obi",
        " he ", " reportedly ", " (", ") ", "; ", " — ", "Mr. ", " and ", "’s claim that ", " told Reuters ", ": ",
        "- ", "\ud800", "\x00", "\u202e", "İ", "🙂", "ß", " who ", " to ", "$5 million",
    ]
)  # fmt: skip


def an_article(text: str, language: str | None = "en") -> Article:
    return Article(
        article_id="a", document_id="d", url=None, canonical_url=None, site=None, outlet=None, title=None, authors=(),
        agency=None, published_at=None, published_on=None, published_precision=None, published_from=None,
        modified_at=None, modified_from=None, language=language, text=text, word_count=len(text.split()),
        is_truncated=False, byline=None, source="s", extractor="t",
    )  # fmt: skip


def claims_of(text: str) -> tuple[Claim, ...]:
    return extract_claims(an_article(text))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.name)
def test_golden_article_gives_the_claims_a_reader_expects(case: Path) -> None:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    claims = claims_of((case / "article.txt").read_text(encoding="utf-8").rstrip("\n"))
    found = {(claim.kind, claim.text): claim for claim in claims}
    quotations: dict[str, set[str | None]] = {}
    for want in expected["claims"]:
        claim = found.get((want["kind"], want["text"]))
        assert claim is not None, (want, list(found))
        for name in ("speaker", "speaker_kind", "cue"):
            if name in want:
                assert getattr(claim, name) == want[name], (name, claim)
        if "quotation" in want:
            quotations.setdefault(want["quotation"], set()).add(claim.quotation_id)
    assert all(len(ids) == 1 and None not in ids for ids in quotations.values()), quotations
    assert sum(claim.kind == "quote" for claim in claims) == expected["quotes"]
    if "statements" in expected:
        assert sum(claim.kind == "statement" for claim in claims) == expected["statements"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join))
def test_every_claim_of_any_text_reslices_and_lies_in_its_sentences(text: str) -> None:
    claims = claims_of(text)
    for claim in claims:
        assert claim.text == text[claim.char_start : claim.char_end]
        assert claim.text.strip() == claim.text != ""
        assert 0 <= claim.sentence_start <= claim.char_start < claim.char_end <= claim.sentence_end <= len(text)
        assert (claim.speaker_start is None) == (claim.speaker_end is None)
        if claim.speaker_start is not None and claim.speaker_end is not None:
            assert text[claim.speaker_start : claim.speaker_end].strip()
        assert 0.0 <= claim.check_worthiness <= 1.0
        assert (claim.kind == "statement") == (claim.speaker_kind is None)
    assert len({claim.claim_id for claim in claims}) == len(claims)
    assert list(claims) == sorted(claims, key=lambda claim: (claim.char_start, claim.char_end, claim.kind))
    assert claims == claims_of(text)


@pytest.mark.parametrize(
    "bait",
    [
        "said ",
        "“",
        '"a',
        "A. ",
        "and ",
        "A ",
        "a, ",
        "(",
        "that ",
        "’s ",
        "'a ",
        "according to ",
        "— ",
        "he said. ",
        "\ud800",
        "“Mill fire\n",
        "Mayor Ada Obi, the mayor, said. The mayor said so. ",
        "If Ada Obi said it, ",
        "Ada Obi went on:\n",
    ],
)
def test_time_grows_no_faster_than_the_text(bait: str) -> None:
    def seconds(size: int) -> float:
        article = an_article((bait * size)[:size])
        start = time.process_time()
        extract_claims(article)
        return time.process_time() - start

    short, long = seconds(20_000), seconds(80_000)
    assert long < 8 * short + 0.5


def test_only_covered_languages_get_claims() -> None:
    text = "The dam broke at noon, the mayor said."
    assert extract_claims(an_article(text, "en-GB"))
    assert extract_claims(an_article(text, "de")) == ()
    assert extract_claims(an_article(text, None)) == ()
    assert covers("en_US")
    assert not covers("eng-made-up")


def test_an_empty_article_has_no_claims() -> None:
    assert claims_of("") == ()
    assert claims_of(" \n\n ") == ()


def test_figures_events_and_actors_score_above_opinion_question_and_promotion() -> None:
    facts = check_worthiness(
        [
            "Unemployment in Chile fell to 7.9 percent in March, the lowest level since 2019.",
            "The company laid off 1,200 workers at its plants in Ohio and Texas.",
            "Mexico imported 40 million tonnes of grain from the United States last year.",
        ]
    )
    rest = check_worthiness(
        [
            "Isn't it wonderful?",
            "I hope we can all be friends.",
            "Sign up for our newsletter today!",
            "Thank you very much.",
        ]
    )
    assert min(facts) > 0.5 > max(rest)
    assert check_worthiness([]) == []
    assert check_worthiness(["", "…"]) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        (
            "Ada Obi denied that the mill had paid for the ads before the council took its vote on Monday.",
            {
                "the mill had paid for the ads before the council took its vote on Monday",
                "the mill had paid for the ads",
            },
        ),
        (
            "Ada Obi denied that the mill had paid for the ads and that the council had met her on Monday.",
            {
                "the mill had paid for the ads and that the council had met her on Monday",
                "the mill had paid for the ads",
                "the council had met her on Monday",
            },
        ),
    ],
)
def test_a_denial_denies_what_it_joins_and_not_what_it_hangs_on(text: str, denied: set[str]) -> None:
    assert {claim.text for claim in claims_of(text) if claim.is_denied} == denied


def test_quotation_marks_around_nothing_are_no_claim() -> None:
    text = "“We stay,” he said, and to him, '''Sir, we have decided to stay in the country.'.'' “” she added, “ . ”."
    assert all(any(map(str.isalnum, claim.text)) for claim in claims_of(text))
