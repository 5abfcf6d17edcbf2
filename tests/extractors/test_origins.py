"""Whom sentences, leads, titles, bylines and datelines credit, and the steps of the origin-key rule."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.origins import attach_origins, find_origins, trace_provenance
from extractors.records import Origin
from tests.extractors.samples import article, claim, sentence_claims

FT_KEY = "nikkei"


def credited(text: str, **about: str) -> list[str]:
    sample = article(text, **about)  # type: ignore[arg-type]  # only its str options are used here
    return [origin.origin for origin in find_origins(sample, sentence_claims(sample)) if origin.claim_id]


CREDITS = [
    ("The firm will cut jobs, Reuters reported on Monday.", ["Reuters"]),
    ("The firm will cut jobs, according to a report by the Wall Street Journal.", ["Wall Street Journal"]),
    ("According to the FT, the firm will cut jobs.", ["Financial Times"]),
    ("The cuts, first reported by Bloomberg, begin in May.", ["Bloomberg"]),
    ("She told the BBC she would resign.", ["BBC"]),
    ("Two directors told Reuters and the Associated Press of the cuts.", ["Reuters", "Associated Press"]),
    ("Ten workers who spoke with the Financial Times fear for their jobs.", ["Financial Times"]),
    ("“We are sad,” he said in an interview with CNN’s Jane Roe.", ["CNN"]),
    ("Documents seen by the Guardian show the plan.", ["Guardian"]),
    ("A Reuters investigation found that the firm lied.", ["Reuters"]),
    ("The report, citing Haaretz, says the raid failed.", ["Haaretz"]),
    ("He wrote in the Atlantic that it was over.", ["Atlantic"]),
    ("It holds 40% of the market, according to Menlo Ventures.", ["Menlo Ventures"]),
    ("It holds 40% of the market, according to data from Nielsen.", ["Nielsen"]),
    ("Thirty people died, according to the World Health Organization.", ["World Health Organization"]),
    ("A survey by Pew Research Center found that most agree.", ["Pew Research Center"]),
    ("Pew Research Center data show that most agree.", ["Pew Research Center"]),
    ("Sales fell 3%, according to IDC.", ["IDC"]),
    (
        "The New York Times said on Monday that he would go. The Times reported it.",
        ["New York Times", "New York Times"],
    ),
    ("The Tarvik Times reported that the mill had closed.", ["Tarvik Times"]),
    ("The mill had closed, the Tarvik Courier reported.", ["Tarvik Courier"]),
    (
        "Walkers live longer, according to a study published in the Journal of Coastal Medicine.",
        ["Journal of Coastal Medicine"],
    ),
    ("The team reports in the Annals of Hydrology that the lake is rising.", ["Annals of Hydrology"]),
    ("Shares rose on a Bloomberg report that a sale was close.", ["Bloomberg"]),
    ("The mill will close, wrote a contributor to the Financial Times.", ["Financial Times"]),
    # People, unnamed sources, and outlets that are the news themselves.
    ("According to Jane Roe, the plan is sound.", []),
    ("According to Dr Roe, the plan is sound.", []),
    ("According to ten current and former employees, the plan is sound.", []),
    ("Two people told investors of the plan.", []),
    ("The Washington Post said it would lay off a third of its staff.", []),
    ("The editor told Washington Post staff that cuts were coming.", []),
    ("The firm declined to comment on the New York Times report.", []),
    ("The committee will investigate the BuzzFeed report.", []),
    ("“God help us,” Mr. Forbes said.", []),
    ("The agency collects data from Internet companies.", []),
    ("It will close, according to current and former State Department officials.", []),
    ("The Guardian sued the government.", []),
    ("The festival in Tarvik is sponsored by the Financial Times.", []),
    ("A New York Times journalist was arrested.", []),
    ("The courier reported that the road was closed.", []),
    ("The Courier reported late.", []),
    ("The Sun rose and the Times Square crowd cheered.", []),
]


@pytest.mark.parametrize(("text", "expected"), CREDITS, ids=[text for text, _ in CREDITS])
def test_a_sentence_credits_outlets_and_bodies_only(text: str, expected: list[str]) -> None:
    assert credited(text) == expected


def test_speakers_known_as_persons_are_no_origins_and_those_known_as_bodies_are() -> None:
    text = "Sales fell 3%, according to a study by Iris Moss and data from Bloomberg."
    sample = article(text)
    nobody = claim(sample, 0, 13)
    person = claim(sample, 0, 13, speaker="Michael Bloomberg")
    body = replace(claim(sample, 0, 13, speaker="Iris Moss"), speaker_kind="organisation")
    assert [origin.origin for origin in find_origins(sample, [nobody]) if origin.claim_id] == ["Bloomberg"]
    assert [origin.origin for origin in find_origins(sample, [person]) if origin.claim_id] == []
    assert [origin.origin for origin in find_origins(sample, [body]) if origin.claim_id] == ["Iris Moss", "Bloomberg"]


def wide_origins(text: str, **about: str) -> list[tuple[str, str]]:
    sample = article(text, **about)  # type: ignore[arg-type]  # only its str options are used here
    origins = find_origins(sample, sentence_claims(sample))
    return [(origin.field, origin.origin) for origin in origins if origin.claim_id is None]


def test_a_credit_in_the_lead_covers_the_article_and_one_further_down_does_not() -> None:
    lead = "The mill will close in May."
    rest = "The mill opened in 1902.\nIt made paper.\nIt made boxes, the FT reported."
    assert wide_origins(f"{lead} The plan was first reported by the FT.\n{rest}") == [("text", "Financial Times")]
    assert wide_origins(f"{lead}\n{rest}") == []


def test_a_body_covers_the_article_only_where_its_first_sentence_credits_it() -> None:
    credit = "Prices rose 3% in May, according to the Office for National Statistics."
    assert wide_origins(f"{credit}\nBread cost most.") == [("text", "Office for National Statistics")]
    assert wide_origins(f"Bread cost most.\n{credit}") == []


def test_title_byline_and_dateline_credit_the_article_without_offsets() -> None:
    sample = article(
        "TARVIK (AP) — The mill will close.",
        title="Mill to close, Bloomberg reports",
        byline="By a Financial Times contributor",
    )
    origins = find_origins(sample, ())
    assert [(origin.field, origin.origin) for origin in origins] == [
        ("title", "Bloomberg"),
        ("byline", "Financial Times"),
        ("dateline", "Associated Press"),
    ]
    assert all(origin.char_start is None and origin.char_end is None for origin in origins)


def test_provenance_is_the_first_credit_the_agency_and_the_owner() -> None:
    text = "TARVIK (AP) — The mill will close, the Financial Times reported."
    sample = article(text, outlet="New York Post", agency="AP", byline="By Jane Roe, Associated Press")
    provenance = trace_provenance(sample, find_origins(sample, ()))
    assert provenance.credit_key == FT_KEY
    assert provenance.agency_key == "associated press"
    assert provenance.owner_key == "news corp"


def test_an_article_that_credits_nobody_has_no_credit_and_an_unowned_outlet_is_its_own_owner() -> None:
    sample = article("The mill will close in May.", outlet="The Tarvik Lantern")
    provenance = trace_provenance(sample, find_origins(sample, sentence_claims(sample)))
    assert (provenance.credit_key, provenance.agency_key, provenance.owner_key) == (None, None, "tarvik lantern")


def test_a_claim_gets_the_first_credit_of_its_sentence() -> None:
    sample = article("The mill will close, Reuters and the BBC reported.\nIt made paper.")
    claims = sentence_claims(sample)
    first, second = attach_origins(claims, find_origins(sample, claims))
    assert (second.origin, second.credit_key) == (None, None)
    sample = article("The mill will close, two people told Reuters and the BBC.")
    (only,) = attach_origins(sentence_claims(sample), find_origins(sample, sentence_claims(sample)))
    assert (only.origin, only.credit_key) == ("Reuters", "reuters")
    assert first.origin is not None


PIECES = [
    "according to ",
    "the ",
    "FT",
    "told ",
    "Reuters ",
    "reported",
    " data from ",
    "Ann Lee",
    ". ",
    "\n",
    "(AP) — ",
    "’s ",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_every_credit_slices_back_and_lies_in_the_sentence_of_its_claim(text: str) -> None:
    sample = article(text, title=text, byline=text)
    claims = {claim.claim_id: claim for claim in sentence_claims(sample)}
    for origin in find_origins(sample, tuple(claims.values())):
        assert origin.origin
        assert origin.origin_key
        if origin.field == "text":
            assert origin.char_start is not None
            assert origin.char_end is not None
            assert origin.text == text[origin.char_start : origin.char_end]
            holder = claims.get(origin.claim_id or "")
            assert holder is None or holder.sentence_start <= origin.char_start < holder.sentence_end
        else:
            assert_no_offsets(origin)


def assert_no_offsets(origin: Origin) -> None:
    assert (origin.char_start, origin.char_end, origin.claim_id) == (None, None, None)
