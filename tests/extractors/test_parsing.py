"""Pages nested or swollen beyond the parser's limits are read whole, and no deeper than is safe."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import iterwalk
from lxml.html import HtmlElement

from extractors.parsing import DEEPEST, flatten, parse_html

names = st.sampled_from(["div", "p", "b", "span", "li", "table", "td"])
tokens = (
    names.map("<{}>".format) | names.map("</{}>".format) | st.sampled_from(["one", "two ", " ", "<br>", "<!--x-->"])
)


def depth_of(tree: HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def text_of(html: str) -> str:
    return re.sub(r"<!--.*?-->|<[^>]*>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("start", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<p><span class=x>"])
def test_text_below_and_after_a_hundred_thousand_levels_is_kept(start: str) -> None:
    html = f"<html><body>{start * 100_000}<p>Deep below.</p><p>And there.</p></body><p>After it all.</p></html>"
    tree = parse_html(html)
    assert tree is not None
    assert [text for text in map(str.strip, tree.itertext()) if text] == ["Deep below.", "And there.", "After it all."]
    assert depth_of(tree) <= DEEPEST + 10


@pytest.mark.parametrize("swollen", ["<script>{}</script>", "<p class='{}'>x</p>", "<!--{}-->", "<p>{}</p>"])
def test_text_after_ten_megabytes_in_one_place_is_kept(swollen: str) -> None:
    tree = parse_html(f"<html><body>{swollen.format('many words ' * 1_100_000)}<p>After it all.</p></body></html>")
    assert tree is not None
    assert tree.xpath("string(//p[last()])") == "After it all."


@given(st.lists(tokens, max_size=60).map("".join), st.integers(1, 6))
def test_flattening_keeps_every_letter_in_its_order(html: str, deepest: int) -> None:
    assert text_of(flatten(html, deepest)) == text_of(html)


@given(st.lists(st.tuples(st.sampled_from(["div", "b", "span", "table"]), st.text("ab ", max_size=3)), max_size=30))
def test_what_is_not_too_deep_stays_as_it_is(elements: list[tuple[str, str]]) -> None:
    html = "".join(f"<{name}>{text}" for name, text in elements)
    html += "".join(f"</{name}>" for name, _ in reversed(elements))
    assert flatten(html, 30) == html


def test_it_nests_no_deeper_than_it_is_told() -> None:
    assert flatten("<a><b><i>1<u>2</u>3<s><q>4</q></s></i>5</b>6</a>", 2) == "<a><b><i>1</i><u>2</u>3<q>4</q>5</b>6</a>"


@pytest.mark.parametrize(
    "bait", ["<a ", "<" + "a" * 500, "<!--", "<script>", "</script ", "</b>", "<a></b>", "<p>", "<div><b></div>", "<"]
)
def test_no_page_makes_it_look_twice_at_a_character(bait: str) -> None:
    html = "<a>" * 300 + bait * (2_000_000 // len(bait))
    began = time.process_time()
    flatten(html)
    assert time.process_time() - began < 10


@given(st.sampled_from([*range(0x180), 0xD7FF, 0xD800, 0xDFFF, *range(0xFFF0, 0x10010), 0x10FFFF, 0x110000]))
def test_a_reference_to_any_character_gives_text_that_can_be_moved(number: int) -> None:
    for reference in (f"&#{number};", f"&#x{number:X}", f"&#0{number} ", f"&#X00{number:x};"):
        tree = parse_html(f"<html><body><p>one{reference}</p><p>two</p></body></html>")
        assert tree is not None
        first, second = tree.iter("p")
        second.text = first.text
