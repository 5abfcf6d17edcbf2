"""Traces of scraping go, the story stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.furniture import is_furniture
from extractors.plaintext import read_text

STORY = "The council closed the bridge on Monday.\nIt will open again in June, a spokeswoman said."


@pytest.mark.parametrize(
    "trace",
    [
        "IMG_2041-scaled.jpg",
        "127909390.webp",
        "https://news.example/2025/bridge",
        "Source link",
        "ADVERTISEMENT",
        "Share this article",
        "Read more: Ferry runs again",
        "Related: Bridges of the north",
        "5 min read",
        "Leave a Reply",
        "Name *",
        "Your email address will not be published. Required fields are marked *",
        "© 2025 Example Media Ltd",
        "Sign up for our daily newsletter",
        "We use cookies to improve our site.",
        "(Photo by Ann Lee/Example Images)",
        "Tags: bridge, council",
        "Home > News > Local",
        "Topics",
        "View 14 comments",
    ],
)
@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_a_trace_goes_wherever_it_stands(trace: str, place: str) -> None:
    first, second = STORY.split("\n")
    lines = {"above": [trace, first, second], "inside": [first, trace, second], "below": [first, second, trace]}[place]
    assert read_text("\n".join(lines)).text == STORY


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more books, the teachers said.",
        "By Tuesday the river had risen by two metres.",
        "Share prices fell by 4 percent on Friday.",
        "Comments by the minister angered the union.",
        "Published figures show that 3 March 2025 was the coldest day.",
        "3 March 2025 was a dark day for the town.",
        "Photo agencies had offered 10,000 euros for the picture.",
        "Subscribe is what he clicked, and that cost him 300 euros.",
        "By the Numbers",
        "Follow the money, she told the court, and it leads to the harbour.",
        "Copyright law is older than the printing press in some countries, he said.",
        "Related industries employ another 4,000 people.",
        "This material may not be published, broadcast or sold, the judge said on Friday.",
        "Subscribe to our newsletter, the mayor told the crowd.",
        "14 comments were read out in court by the judge.",
    ],
)
def test_a_sentence_that_begins_like_furniture_stays(sentence: str) -> None:
    assert sentence in read_text(f"{STORY}\n{sentence}\nNobody was hurt in the accident.").text.split("\n")


def test_a_repeated_headline_goes_and_is_the_title() -> None:
    draft = read_text(f"Bridge shut until June\n\nbridge.jpg\nBridge shut until June\n{STORY}")
    assert (draft.title, draft.text) == ("Bridge shut until June", STORY)


def test_a_cut_headline_is_replaced_by_the_full_one() -> None:
    draft = read_text(f"Old harbour bridge shut until…\nOld harbour bridge shut until June\n{STORY}")
    assert (draft.title, draft.text) == ("Old harbour bridge shut until June", STORY)


def test_a_site_name_behind_the_headline_goes_where_the_headline_repeats() -> None:
    draft = read_text(f"Bridge shut until June | The Example Post\nBridge shut until June\n{STORY}")
    assert (draft.title, draft.text) == ("Bridge shut until June", STORY)


def test_a_sentence_that_begins_as_a_cut_headline_does_stays() -> None:
    sentence = "Old harbour bridge shut until June, and nobody knows who will pay for it."
    assert read_text(f"Old harbour bridge shut until…\n{sentence}\n{STORY}").text == f"{sentence}\n{STORY}"


def test_a_first_line_that_is_a_sentence_is_no_headline() -> None:
    assert read_text(STORY).title is None


def test_the_headline_stands_below_byline_and_date_too() -> None:
    draft = read_text(f"3 March 2025\nBy Nell Farrow\nBridge shut until June\n{STORY}")
    assert (draft.title, draft.authors, draft.text) == ("Bridge shut until June", ("Nell Farrow",), STORY)
    assert draft.published is not None
    assert draft.published.moment.on.isoformat() == "2025-03-03"


def test_one_line_may_hold_byline_and_dates() -> None:
    draft = read_text(f"Bridge shut\nBy Nell Farrow | Published 3 March 2025 | Updated 4 March 2025\n{STORY}")
    assert (draft.authors, draft.text) == (("Nell Farrow",), STORY)
    assert draft.published is not None
    assert draft.modified is not None
    assert (draft.published.moment.on.day, draft.modified.moment.on.day) == (3, 4)


def test_readers_comments_below_the_story_go() -> None:
    assert read_text(f"Bridge shut\n{STORY}\n2 Comments\nRay: About time.\nJo: Who pays?").text == STORY


@pytest.mark.parametrize("line", ["4 replies from the ministries", "2 comments by the minister", "3 responses so far"])
def test_a_line_that_counts_something_else_than_readers_comments_ends_no_story(line: str) -> None:
    assert read_text(f"Bridge shut\n{STORY}\n{line}\nNobody was hurt in the accident.").text.endswith("accident.")


def test_hard_wrapped_paragraphs_become_one_line_each_and_lists_stay() -> None:
    paragraph = "The council closed the old harbour bridge to all traffic on Monday because the bearings had worn out. "
    words = (paragraph * 3).split()
    lines, line = [], ""
    for word in words:
        if len(line) + 1 + len(word) > 64:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    wrapped = "\n".join([*lines, line])
    assert read_text(f"{wrapped}\n\n- one\n- two\n").text == " ".join(words) + "\n- one\n- two"


def test_an_invitation_below_a_short_text_means_that_it_was_cut() -> None:
    assert read_text(f"{STORY}\nContinue reading with a subscription").is_truncated
    assert read_text("The council closed the bridge on Monday and […]").is_truncated is False
    assert read_text(f"{STORY}\nIt will also…").is_truncated
    assert not read_text(STORY).is_truncated


@given(st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=60), max_size=12))
def test_every_line_that_stays_was_there_and_stays_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = read_text(text).text.split("\n")
    found = iter(" ".join(line.split()).lstrip("*•‣▪●·- ") for line in text.split("\n"))
    assert all(any(block.lstrip("*•‣▪●·- ") in line for line in found) for block in blocks)


@given(st.text(max_size=500))
def test_furniture_is_told_of_any_line(line: str) -> None:
    assert is_furniture(line) in {True, False}


@pytest.mark.parametrize("kicker", ["Politics", "WORLD | ASIA", "Business & Economy", "Opinion"])
def test_the_name_of_a_section_above_the_headline_is_no_headline(kicker: str) -> None:
    draft = read_text(f"{kicker}\nBridge shut until June\nBy Nell Farrow\n{STORY}")
    assert (draft.title, draft.text) == ("Bridge shut until June", STORY)


def test_a_short_headline_that_names_no_section_stays_one() -> None:
    draft = read_text(f"Mayor resigns\nCouncil to meet on Monday\n{STORY}")
    assert (draft.title, draft.text) == ("Mayor resigns", f"Council to meet on Monday\n{STORY}")


def test_the_time_of_day_beside_a_date_belongs_to_the_imprint() -> None:
    draft = read_text(f"Bridge shut\nNell Farrow — 9:14 AM PDT · June 12, 2025\n{STORY}")
    assert (draft.authors, draft.text) == (("Nell Farrow",), STORY)
    assert draft.published is not None
    assert draft.published.moment.at.isoformat() == "2025-06-12T16:14:00+00:00"


WORDS = ["the", "mayor", "said", "share", "comment", "read", "more", "by", "photo", "news", "topics", "14", "of", "and"]
SENTENCES = st.builds(
    lambda words, end: f"{' '.join(words).capitalize()}{end}",
    st.lists(st.sampled_from(WORDS), min_size=5, max_size=12),
    st.sampled_from([".", "!", "?", ".”"]),
)


@given(st.lists(SENTENCES, min_size=2, max_size=8, unique=True), st.sampled_from(["Topics", "View 14 comments"]))
def test_no_sentence_of_a_story_is_lost(story: list[str], trace: str) -> None:
    draft = read_text("\n".join([trace, "Bridge shut until June", *story, trace]))
    assert draft.text.split("\n") == story
