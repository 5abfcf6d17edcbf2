"""What a site's pages teach: boilerplate goes, and never a sentence of a story."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.recurrence import FORGOTTEN_AFTER, REMEMBERED_PAGES, SiteMemory
from extractors.site_pages import MOST_BLOCKS, Page, study_page
from extractors.site_records import SitePage
from tests.extractors.samples import article

SITE = "lamp.example"
NOTE = "Whoever keeps this paper for a year may bring it back and is given a candle in exchange."
# Twenty things a local paper writes about, each in words of its own.
TOPICS = [
    [f"{stem}{ending}" for stem in stems.split() for ending in ("ard", "olan", "imer", "ustic")]
    for stems in (
        "brov kelt somm", "drav pint lusk", "gorm tafe wiln", "hask velp ondr", "jirr moxt quen", "lamb zorf etch",
        "narf skiv ulbo", "pelm grux yand", "rint cov bleth", "tusk aurn fepp", "vorn ilps drem", "wex obri stamm",
        "yolk prunt haz", "zeb klim torn", "ansk brill cug", "dolt fremm gins", "herp jolm kwes", "limn nupt orv",
        "pask quib rell", "sarn tolv umbr",
    )
]  # fmt: skip


def story(topic: int, part: int = 0) -> list[str]:
    """Return two paragraphs about a topic; other parts tell other things about it."""
    words = TOPICS[topic]
    return [
        f"The {words[0]} and the {words[1]} met the {words[2]} at {part} hours, the {words[3]} told the {words[4]}.",
        f"A {words[5]} of {words[6]} brought {words[7]} {part} times, and {words[8]} with {words[0]} heard {words[1]}.",
    ]


def page(lines: Sequence[str], title: str | None = None, outlet: str | None = None, site: str = SITE) -> Page:
    return study_page(replace(article("\n".join(lines), title=title, outlet=outlet), site=site))


def clean_in_turn(pages: Sequence[Page], memory: SiteMemory | None = None) -> list[list[str]]:
    """Return the lines of each page, cleaned by what the pages before it taught."""
    memory = memory or SiteMemory(SITE, "v1")
    texts = []
    for one in pages:
        texts.append(memory.clean(one).text.split("\n"))
        memory.learn(one)
    return texts


def test_a_block_of_three_pages_about_three_things_is_gone_from_the_fourth() -> None:
    texts = clean_in_turn([page([*story(topic), NOTE]) for topic in range(6)])
    assert texts == [[*story(topic), NOTE] if topic < 3 else story(topic) for topic in range(6)]


def test_case_and_spaces_do_not_matter_but_figures_do() -> None:
    pages = [page([*story(topic), NOTE]) for topic in range(3)]
    shouted = page([*story(3), f"  {NOTE.upper()} ".replace(" ", "  ")])
    counted = page([*story(4), NOTE.replace("a year", "2 years")])
    assert clean_in_turn([*pages, shouted, counted])[3:] == [story(3), counted.article.text.split("\n")]


def test_a_sentence_that_recurs_in_the_reports_of_one_story_stays() -> None:
    quote = "“No candle was ever given to anybody,” she repeated, and closed the door on everyone outside."
    pages = [page([*story(0, part), quote], title=f"Day {part} of the {TOPICS[0][0]}") for part in range(12)]
    assert all(quote in text for text in clean_in_turn(pages))


def test_a_background_paragraph_stays_whatever_the_headline() -> None:
    background = "The harbour of Orlow was closed to foreign ships two winters ago after the customs house burned."
    pages = [page([*story(topic), f"On day {topic} ships lay off Orlow.", background]) for topic in range(12)]
    assert all(background in text for text in clean_in_turn(pages))


def test_a_report_made_from_a_template_stays() -> None:
    def report(day: int) -> list[str]:
        return [
            f"Wheat closed at {day + 40} crowns a bushel on the exchange, barley at {day + 30} and oats at {day + 20}.",
            "Brokers said that trading on the exchange was thin and that barley followed wheat as it usually does.",
        ]

    pages = [page(report(day), title=f"Wheat closes at {day + 40}") for day in range(12)]
    assert clean_in_turn(pages) == [report(day) for day in range(12)]


@pytest.mark.parametrize(
    "credit",
    [
        "The Associated Press contributed to this report.",
        "This report was first published by Reuters and is printed here with its leave and with our thanks.",
        "Reporting by Reuters",
        "According to the Financial Times, which has seen the letters, nobody was told.",
    ],
)
def test_a_credit_stays(credit: str) -> None:
    texts = clean_in_turn([page([*story(topic), credit, NOTE]) for topic in range(8)])
    assert texts[7] == [*story(7), credit]


def test_the_outlet_itself_is_nobody_credited() -> None:
    own = "Follow the Financial Times wherever you read, and tell the editor what you think of this page."
    pages = [page([*story(topic), own], outlet="Financial Times") for topic in range(4)]
    assert clean_in_turn(pages)[3] == story(3)


def test_a_heading_stays_with_its_story_and_goes_with_boilerplate() -> None:
    def lines(topic: int) -> list[str]:
        first, second = story(topic)
        return ["What we know", first, "Background", second, "About us", NOTE]

    texts = clean_in_turn([page(lines(topic)) for topic in range(8)])
    assert texts[7] == lines(7)[:4]
    assert clean_in_turn([page([*story(topic), "Conclusion", NOTE, story(topic, 1)[0]]) for topic in range(8)])[7] == [
        *story(7),
        story(7, 1)[0],
    ]


def test_a_turn_of_phrase_that_ends_a_page_now_and_then_stays() -> None:
    closing = "The inquiry continues."
    pages = [page([*story(topic), *([closing] if topic % 6 == 0 else [])]) for topic in range(20)]
    assert clean_in_turn(pages)[18] == [*story(18), closing]


def test_a_page_of_nothing_but_boilerplate_keeps_it() -> None:
    pages = [page([*story(topic), NOTE]) for topic in range(3)]
    assert clean_in_turn([*pages, page([NOTE]), page([NOTE, "* * *"])])[3:] == [[NOTE], [NOTE, "* * *"]]


def test_a_page_that_says_too_little_bears_no_witness() -> None:
    assert clean_in_turn([page([f"Word {number}.", NOTE]) for number in range(9)])[8] == ["Word 8.", NOTE]


def test_a_block_that_its_site_no_longer_shows_is_forgotten() -> None:
    memory = SiteMemory(SITE, "v1")
    clean_in_turn([page([*story(topic), NOTE]) for topic in range(3)], memory)
    others = [page(story(number % 20, number)) for number in range(FORGOTTEN_AFTER)]
    clean_in_turn(others[:-REMEMBERED_PAGES], memory)
    assert memory.clean(page([*story(4), NOTE])).text.split("\n") == story(4)
    clean_in_turn(others[-REMEMBERED_PAGES:], memory)
    clean_in_turn([page(story(number % 20, FORGOTTEN_AFTER + number)) for number in range(REMEMBERED_PAGES)], memory)
    assert memory.lesson().blocks == ()


def test_an_article_that_comes_again_is_no_second_page() -> None:
    memory = SiteMemory(SITE, "v1")
    for _ in range(3):  # as in each run, where what follows upon its text fails
        memory.learn(page([*story(0), NOTE]))
    assert len(memory.lesson().pages) == 1
    stored = SiteMemory(SITE, "v1", memory.lesson().pages)
    stored.learn(page([*story(0), NOTE]))
    assert stored.lesson().pages == ()


def test_what_is_remembered_of_a_site_is_bounded() -> None:
    memory = SiteMemory(SITE, "v1")
    clean_in_turn([page(story(number % 20, number)) for number in range(3 * REMEMBERED_PAGES)], memory)
    lesson = memory.lesson()
    assert [one.page for one in lesson.pages] == list(range(2 * REMEMBERED_PAGES + 1, 3 * REMEMBERED_PAGES + 1))
    assert lesson.oldest_page == 2 * REMEMBERED_PAGES + 1


def test_a_monstrous_page_is_studied_in_part_and_keeps_the_rest() -> None:
    pages = [page([*story(topic), NOTE]) for topic in range(3)]
    monster = page([NOTE, *(f"Line {number} of many others." for number in range(2 * MOST_BLOCKS)), NOTE])
    assert len(monster.blocks) == MOST_BLOCKS
    assert clean_in_turn([*pages, monster])[3] == monster.article.text.split("\n")[1:]


def test_an_article_of_no_known_site_has_nothing_to_teach() -> None:
    assert study_page(article("\n".join(story(0)))).site is None
    elsewhere = replace(article("\n".join(story(0))), canonical_url="https://www.lamp.example/1")
    assert study_page(elsewhere).site == SITE


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text(max_size=30), st.sampled_from(["en", "zh", "xx", None]))
def test_any_text_is_studied_block_for_block(text: str, title: str, language: str | None) -> None:
    one = study_page(replace(article(text, title=title), site=SITE, language=language))
    assert len(one.blocks) == text.count("\n") + 1
    memory = SiteMemory(SITE, "v1")
    memory.learn(one)
    assert memory.clean(one) == one.article


FURNITURE = [NOTE, "Share", "About us", "Drawings on this page were made by the pupils of an evening class."]
LINES = st.lists(
    st.one_of(
        st.sampled_from(FURNITURE),
        st.builds(lambda topic, part, which: story(topic, part)[which], *map(st.integers, [0] * 3, [19, 3, 1])),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_whole_blocks_go_that_three_earlier_pages_showed_and_a_restart_changes_nothing(site: list[list[str]]) -> None:
    pages = [page(lines, title=lines[0]) for lines in site]
    texts = clean_in_turn(pages)
    for number, (lines, text) in enumerate(zip(site, texts, strict=True)):
        rest = iter(lines)
        assert text
        assert all(line in rest for line in text), "what is left stands in the order of the page"
        for line in set(lines) - set(text):
            assert sum(line in earlier for earlier in site[:number]) >= 3
    stored = SiteMemory(SITE, "v1")
    kept: list[list[str]] = []
    remembered: list[SitePage] = []
    for one in pages:
        lesson = stored.lesson()
        remembered = [*remembered, *lesson.pages]
        stored = SiteMemory(SITE, "v1", remembered, sorted(lesson.blocks, key=lambda block: block.block_key))
        kept += clean_in_turn([one], stored)
    assert kept == texts
