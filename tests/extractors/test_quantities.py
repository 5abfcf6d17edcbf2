"""Figures as news writes them, one golden line each: value, upper end, unit, qualifier, measure, entity, as of."""

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numerals import TENS, UNITS, number_of_words
from extractors.quantities import find_quantities
from extractors.records import Quantity
from tests.extractors.samples import article, claim, sentence_claims

PUBLISHED = date(2026, 2, 5)


def quantities_of(text: str) -> tuple[Quantity, ...]:
    sample = article(text, published_on=PUBLISHED)
    return find_quantities(sample, sentence_claims(sample))


# Sentence; the figures in it as (written, value, unit).
GOLDEN = [
    ("Gemini has 650 million monthly users.", [("650 million", 650e6, "user")]),
    ("It is a $500 billion company.", [("$500 billion", 500e9, "USD")]),
    ("It holds 40% of the market.", [("40%", 40.0, "percent")]),
    ("It holds 40 percent of the market.", [("40 percent", 40.0, "percent")]),
    ("It holds 40 per cent of the market.", [("40 per cent", 40.0, "percent")]),
    ("Support fell 3.5 percentage points.", [("3.5 percentage points", 3.5, "percentage point")]),
    ("She stayed seven years.", [("seven", 7.0, "year")]),
    ("Ten current and former employees left.", [("Ten", 10.0, "employee")]),
    ("They hired twenty-five people.", [("twenty-five", 25.0, "person")]),
    ("They hired two hundred and five people.", [("two hundred and five", 205.0, "person")]),
    ("They lost one hundred thousand dollars.", [("one hundred thousand", 100e3, "USD")]),
    ("It took two and a half years.", [("two and a half", 2.5, "year")]),
    ("Half a million people fled.", [("Half a million", 500e3, "person")]),
    ("A million people fled.", [("A million", 1e6, "person")]),
    ("They sold 1.5 million cars.", [("1.5 million", 1.5e6, "car")]),
    ("They sold 12,500 cars.", [("12,500", 12500.0, "car")]),
    ("They paid Rs 5 crore.", [("Rs 5 crore", 50e6, "INR")]),
    ("They paid ₹1,50,000.", [("₹1,50,000", 150e3, "INR")]),
    ("They raised £5m in funding.", [("£5m", 5e6, "GBP")]),
    ("They raised €3.2bn.", [("€3.2bn", 3.2e9, "EUR")]),
    ("They raised US$20bn.", [("US$20bn", 20e9, "USD")]),
    ("They raised HK$4 million.", [("HK$4 million", 4e6, "HKD")]),
    ("They raised USD 40 million.", [("USD 40 million", 40e6, "USD")]),
    ("They raised $10k.", [("$10k", 10e3, "USD")]),
    ("The budget is 3 trillion yen.", [("3 trillion", 3e12, "JPY")]),
    ("The fine was 20 million Australian dollars.", [("20 million", 20e6, "AUD")]),
    ("The fine was 4 million pounds.", [("4 million", 4e6, "GBP")]),
    ("The crate weighed 4 pounds.", [("4", 4.0, "pound")]),
    ("Nearly 5m people voted.", [("5m", 5e6, "person")]),
    ("Two-thirds of voters agree.", [("Two-thirds", 200 / 3, "percent")]),
    ("A third of the voters agree.", [("A third", 100 / 3, "percent")]),
    ("Half of the voters agree.", [("Half", 50.0, "percent")]),
    ("One in five voters agrees.", [("One in five", 20.0, "percent")]),
    ("The 10-year plan begins.", [("10", 10.0, "year")]),
    ("A 45-year-old man was held.", [("45", 45.0, "year")]),
    ("Jane Doe, 45, lives there.", [("45", 45.0, "year")]),
    ("It flew at 900 km/h over 30 km.", [("900 km/h", 900.0, "kilometre per hour"), ("30 km", 30.0, "kilometre")]),
    ("It was 38°C in the shade.", [("38°C", 38.0, "degree Celsius")]),
    ("Twelve of the 30 members objected.", [("Twelve", 12.0, "member"), ("30", 30.0, "member")]),
    ("Prices rose from 5 to 7 percent.", [("5", 5.0, "percent"), ("7 percent", 7.0, "percent")]),
    (
        "It grew from 450 million to 650 million users.",
        [("450 million", 450e6, "user"), ("650 million", 650e6, "user")],
    ),
    ("Sales rose 5% to $3 billion.", [("5%", 5.0, "percent"), ("$3 billion", 3e9, "USD")]),
    ("The companies lost 200 boxes and 30 women.", [("200", 200.0, "box"), ("30", 30.0, "woman")]),
    ("Twenty-two cities and 9 churches were hit.", [("Twenty-two", 22.0, "city"), ("9", 9.0, "church")]),
    ("Police seized 2000 knives in 2019.", [("2000", 2000.0, "knife")]),
    ("There were 24 deaths.", [("24", 24.0, "death")]),
    # No figures.
    ("Apple released the iPhone 17 and Gemini 3.", []),
    ("They used DALL-E 2, GPT-4 and an F-16.", []),
    ("It happened in 2025.", []),
    ("The 2024 election was close.", []),
    ("It ran from 2020 to 2025.", []),
    ("On July 5, 2025, they met at 5:30 pm.", []),
    ("They met on 5 July and on Jan. 12.", []),
    ("They met on 2025-07-05 or 7/5/2025.", []),
    ("They met at 10 a.m. and at 1500 GMT.", []),
    ("Call 555-123-4567 or +1 555-123-4567.", []),
    ("Arsenal won 3-2 on Saturday.", []),
    ("It was a 5-4 decision.", []),
    ("The bill passed 215-214.", []),
    ("In the 1990s the 5G network came 4th.", []),
    ("He was No. 1 on page 12.", []),
    ("See photo 127909390.jpg there.", []),
    ("It works 24/7 since 9/11.", []),
    ("One of them left.", []),
    ("She arrived two days ago and left three hours later.", []),
    ("Boeing 737 jets fly.", []),
    ("Tens of thousands fled.", []),
    ("In nineteen eighty four he left.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), GOLDEN, ids=[sentence for sentence, _ in GOLDEN])
def test_figures_are_found_as_written(sentence: str, expected: list[tuple[str, float, str | None]]) -> None:
    found = [(quantity.text, quantity.value, quantity.unit) for quantity in quantities_of(sentence)]
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "low", "high", "unit"),
    [
        ("They hired 10 to 15 people.", 10.0, 15.0, "person"),
        ("They hired 10-15 people.", 10.0, 15.0, "person"),
        ("Between 10 and 15 people were hired.", 10.0, 15.0, "person"),
        ("They paid $3-4 billion.", 3e9, 4e9, "USD"),
        ("They paid $1.2-$1.5 billion.", 1.2e9, 1.5e9, "USD"),
        ("Growth of 10 to 15 percent is likely.", 10.0, 15.0, "percent"),
    ],
)
def test_a_range_is_one_figure(sentence: str, low: float, high: float, unit: str) -> None:
    (quantity,) = quantities_of(sentence)
    assert (quantity.value, quantity.value_max, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("phrase", "qualifier"),
    [
        ("50 people", None),
        ("about 50 people", "about"),
        ("some 50 people", "about"),
        ("nearly 50 people", "about"),
        ("an estimated 50 people", "about"),
        ("50 or so people", "about"),
        ("more than 50 people", "more_than"),
        ("over 50 people", "more_than"),
        ("at least 50 people", "at_least"),
        ("no fewer than 50 people", "at_least"),
        ("50 or more people", "at_least"),
        ("50+ people", "at_least"),
        ("fewer than 50 people", "less_than"),
        ("just under 50 people", "less_than"),
        ("up to 50 people", "at_most"),
        ("as many as 50 people", "at_most"),
        ("no more than 50 people", "at_most"),
    ],
)
def test_a_qualifier_is_told(phrase: str, qualifier: str | None) -> None:
    (quantity,) = quantities_of(f"They hired {phrase} there.")
    assert (quantity.value, quantity.qualifier) == (50.0, qualifier)


@pytest.mark.parametrize(
    ("sentence", "measure", "entity", "as_of"),
    [
        ("The vaccine was 95% effective.", "efficacy", None, None),
        ("They paid an effective tax rate of 31.5 percent.", "rate", None, None),
        ("They paid $43 million in federal taxes, an effective tax rate of a third.", "tax", None, None),
        ("Google’s Gemini now boasts 650 million monthly users.", "monthly users", "Gemini", None),
        ("The quake killed 45 people in eastern Orvane.", "deaths", "Orvane", None),
        ("The death toll rose to 45.", "deaths", None, None),
        ("At least 45 people died.", "deaths", None, None),
        ("Hospitals in Tarvik treated 200 injured people.", "injuries", "Tarvik", None),
        ("Voltera will lay off 900 workers.", "job cuts", "Voltera", None),
        ("A magnitude 6.5 earthquake struck.", "magnitude", None, None),
        ("The 6.5-magnitude earthquake struck.", "magnitude", None, None),
        ("Voltera had revenue of $3 billion in 2024.", "revenue", "Voltera", "2024"),
        ("Voltera had 30 plants in July 2025.", "plants", "Voltera", "2025-07"),
        ("Voltera had 30 plants in July.", "plants", "Voltera", "2025-07"),
        ("Voltera had 30 plants on 3 January.", "plants", "Voltera", "2026-01-03"),
        ("Turnout in 2020 was 48%.", "turnout", None, "2020"),
        ("Voltera holds 40% of the enterprise market share.", "market share", "Voltera", None),
        ("Voltera's revenue rose 12%.", "revenue change", "Voltera", None),
        ("Voltera is valued at $500 billion.", "valuation", "Voltera", None),
    ],
)
def test_what_is_counted_of_what_as_of_when(sentence: str, measure: str, entity: str | None, as_of: str | None) -> None:
    (quantity,) = quantities_of(sentence)
    assert (quantity.measure, quantity.entity, quantity.as_of) == (measure, entity, as_of)


def test_an_earlier_value_is_of_the_same_things_and_anothers_share_is_anothers() -> None:
    now, then = quantities_of("Google’s Gemini has 650 million monthly users, up from 450 million in July 2025.")
    assert (
        (then.measure, then.entity, then.as_of)
        == (now.measure, now.entity, "2025-07")
        == ("monthly users", "Gemini", "2025-07")
    )
    own, others = quantities_of("Voltera leads at 40% market share versus Caldera’s 27%.")
    assert (own.entity, others.entity) == ("Voltera", "Caldera")
    assert own.measure == others.measure == "market share"


def test_a_month_without_a_year_stays_unknown_in_an_undated_article() -> None:
    sample = article("Voltera had 30 plants in July.")
    (quantity,) = find_quantities(sample, sentence_claims(sample))
    assert quantity.as_of is None


def test_a_figure_belongs_to_the_smallest_claim_around_it_and_counts_once() -> None:
    sample = article("“We lost 30 ships,” she said, and 12 planes.")
    whole = claim(sample, 0, len(sample.text))
    quote = claim(sample, 1, 18, kind="quote", speaker="Ann Lee")
    ships, planes = find_quantities(sample, [whole, quote])
    assert (ships.claim_id, planes.claim_id) == (quote.claim_id, whole.claim_id)


@given(st.text(alphabet=st.sampled_from("0123456789 ,.-–$%kmbnto andhlfe\n(): A'’"), max_size=200))
def test_every_figure_slices_back_and_lies_in_its_claim(text: str) -> None:
    sample = article(text)
    claims = {claim.claim_id: claim for claim in sentence_claims(sample)}
    quantities = find_quantities(sample, tuple(claims.values()))
    for quantity in quantities:
        holder = claims[quantity.claim_id]
        assert quantity.text == text[quantity.char_start : quantity.char_end] != ""
        assert holder.char_start <= quantity.char_start < quantity.char_end <= holder.char_end
        assert quantity.value_max is None or quantity.value < quantity.value_max
    assert len({quantity.quantity_id for quantity in quantities}) == len(quantities)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    quantities_of(text)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_words_of_a_number_give_the_number(number: int) -> None:
    assert number_of_words(spell(number)) == number


def spell(number: int) -> str:
    if number < 20:
        return list(UNITS)[number]
    for size, name in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if size == 100 else " "
            return f"{spell(number // size)} {name}" + (f"{joint}{spell(rest)}" if rest else "")
    return list(TENS)[number // 10 - 2] + (f"-{spell(number % 10)}" if number % 10 else "")


@pytest.mark.parametrize(
    "bait", ["1 to ", "5 million-", "Jan 1 ", "1-", "1,", "five ", "$", "Smith, 45, ", "from 3 to "]
)
def test_bait_costs_linear_time(bait: str) -> None:
    def cost(size: int) -> float:
        sample = article(bait * size)
        claims = [claim(sample, 0, len(sample.text))]
        started = time.process_time()
        find_quantities(sample, claims)
        return time.process_time() - started

    # Eight times as much costs 64 times as much where the work is quadratic; the machine may be busy.
    assert min(cost(8000) for _ in range(3)) < 32 * max(min(cost(1000) for _ in range(3)), 0.02)


with (Path(__file__).parents[1] / "golden" / "quantities" / "phrases.tsv").open(encoding="utf-8", newline="") as lines:
    PHRASES = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: case["sentence"])
def test_a_golden_phrase_is_read_as_a_person_reads_it(case: dict[str, str]) -> None:
    found = {quantity.text: quantity for quantity in quantities_of(case["sentence"])}
    quantity = found[case["written"]]
    assert quantity.value == pytest.approx(float(case["value"]), rel=1e-4)
    assert quantity.value_max == (float(case["value_max"]) if case["value_max"] else None)
    assert (quantity.unit, quantity.qualifier) == (case["unit"] or None, case["qualifier"] or None)
    assert quantity.as_of == (case["as_of"] or None)
    # Where the column is blank, readers would call what is counted by more than one name.
    assert case["counted"] in ("", quantity.measure)
