"""The second look at a page's body: what trafilatura left out comes back, what is no story goes, each with a role."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.block_features import describe_blocks, share_kept
from extractors.block_model import load_ensemble, score_blocks
from extractors.bodies import read_body
from extractors.layout import Layout, read_layout, write_lines
from extractors.parsing import parse_html
from extractors.roles import Role

SENTENCES = [
    "The council voted on Tuesday to close the old harbour bridge for two years, officials said.",
    "Engineers had found cracks in three of its eleven bearings during an inspection in the spring.",
    "Lorries will have to take the northern ring road, which adds twenty minutes to the journey.",
    "Shop owners at the quay fear for their trade and have asked the city for a lower rent.",
    "A spokeswoman for the port authority said that ferries would run twice as often from May.",
    "The works are expected to cost 40 million euros, a third more than the last estimate.",
]


def layout_of(html: str) -> Layout:
    tree = parse_html(f"<html><body>{html}</body></html>")
    assert tree is not None
    return read_layout(tree)


def texts(html: str) -> list[str]:
    return [block.text for block in layout_of(html).blocks]


def paragraphs(sentences: Sequence[str] = SENTENCES) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


# --- layout ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>one <b>two</b> <a href='/x'>three</a>, four</p>", ["one two three, four"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>one<br>two<br><br>three</p>", ["one", "two", "three"]),
        ("<p>one<script>var x = 1;</script> two<!-- three --> four</p>", ["one two four"]),
        ("<ul><li>one<ul><li>two</li></ul></li><li><p>three</p></li></ul>", ["one", "two", "three"]),
        ("<p> \n\t\u00a0 </p><p>—</p>", []),
    ],
)
def test_a_block_is_what_no_other_block_interrupts(html: str, blocks: list[str]) -> None:
    assert texts(html) == blocks


def test_a_container_spans_the_blocks_inside_it() -> None:
    layout = layout_of("<div><p>one</p><section><p>two</p><p>three</p></section></div><p>four</p>")
    spans = {container.tag: (container.first, container.end) for container in layout.containers}
    assert (spans["div"], spans["section"], spans["body"]) == ((0, 3), (1, 3), (0, 4))


def test_list_items_and_rows_are_written_as_lines() -> None:
    items = "<ul><li><p>one</p><p>more</p></li><li>two</li></ul>"
    layout = layout_of(f"{items}<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>")
    assert write_lines(layout, list(range(len(layout.blocks)))) == ["- one", "more", "- two", "| a | b |", "| c |"]


def nodes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["p", "div", "a", "b", "li", "td", "h2", "br"])
    return st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, st.lists(inner, max_size=4))


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.sampled_from(["one", "two ", " ", "&amp;"]), nodes, max_leaves=20))
def test_every_word_of_a_page_stands_in_exactly_one_block(html: str) -> None:
    tree = parse_html(f"<html><body><p>start</p>{html}</body></html>")
    assert tree is not None
    layout = read_layout(tree)
    shown = "".join(filter(str.isalnum, "".join(tree.itertext())))
    assert "".join(filter(str.isalnum, "".join(block.text for block in layout.blocks))) == shown
    assert all(block.linked <= len(html) and block.bold <= len(html) for block in layout.blocks)


# --- features and model ------------------------------------------------------------------------------------------


def test_a_block_is_kept_as_far_as_its_words_stand_in_what_was_extracted() -> None:
    extracted = ["One two three four five six", "Seven"]
    assert share_kept([["one", "two", "three", "four", "five", "six"], ["seven"]], extracted).tolist() == [1, 1]
    assert share_kept([["three", "four", "five", "and", "more"], ["eight"], []], extracted).tolist() == [1 / 3, 0, 0]


def test_the_model_asks_for_features_that_exist_and_gives_probabilities() -> None:
    layout = layout_of(paragraphs())
    features = describe_blocks(layout, SENTENCES, [None] * len(SENTENCES))
    assert set(load_ensemble().features) <= set(features)
    scores = score_blocks(features)
    assert len(scores) == len(SENTENCES)
    assert ((scores > 0) & (scores < 1)).all()


# --- body --------------------------------------------------------------------------------------------------------

FURNITURE = """<div class="related-articles"><h3>Related</h3><ul><li><a href="/a">Mayor will not run again</a></li>
<li><a href="/b">Swimming pool opens after repairs</a></li></ul></div><div class="newsletter-signup"><p>Get the news
of the harbour every morning.</p></div><footer class="site-footer"><p>© 2025 Example Media Ltd</p></footer>"""


def body_of(html: str, title: str | None = None) -> tuple[list[str], dict[str, Role]]:
    tree = parse_html(f"<html><head><title>x</title></head><body>{html}</body></html>")
    assert tree is not None
    body = read_body(tree, None, title)
    return body.lines, {block.text: block.role for block in body.blocks}


def test_the_story_stays_and_what_stands_around_it_goes() -> None:
    menu = "<nav class='menu'><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    html = f"{menu}<article><h1>Bridge shut</h1>{paragraphs()}</article>{FURNITURE}"
    lines, roles = body_of(html, "Bridge shut")
    assert lines == SENTENCES
    assert roles["Bridge shut"] is Role.HEADLINE
    assert roles["Sport"] is Role.NAVIGATION
    assert roles["Swimming pool opens after repairs"] is Role.RELATED
    assert roles["Get the news of the harbour every morning."] is Role.PROMOTION
    assert roles["© 2025 Example Media Ltd"] is Role.LEGAL_LINE
    assert all(roles[sentence] is Role.STORY for sentence in SENTENCES)


@pytest.mark.parametrize("count", range(1, len(SENTENCES) + 1))
def test_a_page_that_is_nothing_but_its_story_loses_none_of_it(count: int) -> None:
    assert body_of(paragraphs(SENTENCES[:count]))[0] == SENTENCES[:count]


def test_an_empty_page_has_no_body() -> None:
    assert body_of("<p> </p>") == ([], {})
