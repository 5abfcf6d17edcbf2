"""What sites taught is stored as it was, for each version of the extractor, and older pages go."""

from dataclasses import replace
from typing import Any

from extractors.site_records import SiteBlock, SiteLesson, SitePage
from storage.site_blocks import Taught, load_sites, write_lessons


def page(site: str, number: int, version: str = "v1") -> SitePage:
    return SitePage(site, number, bytes(4 * number), bytes(range(256)), b"", version, f"a{number}")


def block(site: str, key: int, version: str = "v1") -> SiteBlock:
    return SiteBlock(site, key, f'A "line" \0 of {key} ☂', 3, 3, "a", version)


def lesson(site: str, pages: list[SitePage], blocks: list[SiteBlock], oldest: int = 1) -> SiteLesson:
    return SiteLesson(site, (pages or blocks)[0].extractor, oldest, tuple(pages), tuple(blocks))


def test_what_a_site_taught_comes_back_as_it_went_in_order(desk: Any) -> None:
    pages = [page("a.example", number) for number in (10, 9, 11)]
    blocks = [block("a.example", key) for key in (2**64 - 1, 0)]
    write_lessons(desk.con, [lesson("a.example", pages, blocks), lesson("b.example", [page("b.example", 1)], [])])
    assert load_sites(desk.con, ["a.example", "c.example"], "v1") == {
        "a.example": Taught([pages[1], pages[0], pages[2]], blocks[::-1]),
        "c.example": Taught([], []),
    }


def test_a_lesson_adds_pages_drops_the_oldest_and_says_what_is_learned_now(desk: Any) -> None:
    first, second, third = (page("a.example", number) for number in (1, 2, 3))
    write_lessons(desk.con, [lesson("a.example", [first, second], [block("a.example", 1), block("a.example", 2)])])
    seen_again = replace(block("a.example", 2), page_count=4, last_page=3)
    write_lessons(desk.con, [lesson("a.example", [third], [seen_again], oldest=2)])
    assert load_sites(desk.con, ["a.example"], "v1") == {"a.example": Taught([second, third], [seen_again])}
    assert desk.ask("SELECT site, text, page_count, article_id, learned_at FROM site_blocks") == [
        ("a.example", seen_again.text, 4, "a", None)
    ]


def test_another_version_learns_anew_and_leaves_other_sites_alone(desk: Any) -> None:
    for site in ("a.example", "b.example"):
        write_lessons(desk.con, [lesson(site, [page(site, 1)], [block(site, 1)])])
    assert load_sites(desk.con, ["a.example"], "v2") == {"a.example": Taught()}
    new = page("a.example", 1, "v2")
    write_lessons(desk.con, [lesson("a.example", [new], [])])
    assert load_sites(desk.con, ["a.example"], "v2") == {"a.example": Taught([new], [])}
    assert load_sites(desk.con, ["a.example", "b.example"], "v1") == {
        "a.example": Taught(),
        "b.example": Taught([page("b.example", 1)], [block("b.example", 1)]),
    }
