"""What a page's head states for machines: JSON-LD (schema.org) and meta tags (OpenGraph and its kin)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from extractors.moments import Dated
from extractors.stated_dates import MODIFIED, PUBLISHED, stated_dates

MOST_JSON_NODES = 5_000
# A heading has no more parts than this.
MOST_PARTS = 100
AUTHOR_META = (
    *("author", "article:author", "authors", "byl", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "citation_author", "dc.creator.aut"),
)
WRITTEN_BY = frozenset(
    {"written by", "by", "author", "verfasst von", "geschrieben von", "escrito por", "écrit par", "scritto da"}
    | {"geschreven door", "skrevet av", "skriven av", "napisane przez", "автор", "autor"}
)
TITLE_META = (
    *("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title", "headline"),
    "title",
)
SECTION_META = ("article:section", "og:section", "parsely-section", "section")
SOURCE_KEYS = ("sourceOrganization", "creditText", "copyrightHolder", "provider")
# The tiers of publishers' systems (article:content_tier of OpenGraph's article, content_tier of others).
TIER_META = ("article:content_tier", "og:article:content_tier", "content_tier", "lp:content_tier")
SITE_META = ("og:site_name", "application-name", "publisher", "dc.publisher")
ARTICLE_TYPES = ("article", "posting", "report", "review")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the head states; every field is None or empty where it states nothing.

    `headline` is JSON-LD's, `title` OpenGraph's or a meta tag's; `people` and `bodies` are authors by JSON-LD type,
    `unsorted_authors` those of meta tags, which tell no type. `site_name` is the best of the site's `names`; `sections`
    are those the article stands in. `sources` are the bodies the article comes from or is owned by. `published` and
    `modified` hold every statement of the date, the most trusted first.
    """

    headline: str | None
    title: str | None
    people: tuple[str, ...]
    bodies: tuple[str, ...]
    unsorted_authors: tuple[str, ...]
    site_name: str | None
    names: tuple[str, ...]
    sections: tuple[str, ...]
    sources: tuple[str, ...]
    published: tuple[Dated, ...]
    modified: tuple[Dated, ...]
    url: str | None
    language: str | None
    is_free: bool | None
    word_count: int | None


def read_facts(tree: HtmlElement) -> PageFacts:
    """Return what the JSON-LD blocks and meta tags of `tree` state (schema.org Article; ogp.me)."""
    nodes = list(_json_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    meta = _meta(tree)
    article = _own_article([node for node in nodes if _is_article(node)], tree, meta)
    page = next((node for node in nodes if "webpage" in _types(node)), {})
    authors = [*_authors(article, by_id)]
    names = _site_names(article, next((node for node in nodes if "website" in _types(node)), {}), meta, by_id)
    return PageFacts(
        headline=_text(article.get("headline")),
        title=_first(meta, TITLE_META),
        people=tuple(name for name, kind in authors if kind != "body"),
        bodies=tuple(name for name, kind in authors if kind == "body"),
        unsorted_authors=tuple(dict.fromkeys([*_all(meta, AUTHOR_META), *_card_authors(meta)])),
        site_name=names[0] if names else None,
        names=names,
        sections=tuple(dict.fromkeys([*_texts(article.get("articleSection")), *_all(meta, SECTION_META)])),
        sources=tuple(name for key in SOURCE_KEYS if (name := _body_name(article.get(key), by_id))),
        published=stated_dates(PUBLISHED, meta, (article, page)),
        modified=stated_dates(MODIFIED, meta, (article, page)),
        url=_first(meta, ("og:url",)),
        language=_text(article.get("inLanguage")) or _text(page.get("inLanguage")),
        is_free=_is_free(article, page, meta),
        word_count=_word_count(article),
    )


def _json_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the top nodes of every JSON-LD block, those of its graph and main entity, in document order."""
    left = MOST_JSON_NODES
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        pending = [_parse_json(script.text or "")]
        while pending and left:
            left -= 1
            node = pending.pop()
            if isinstance(node, list):
                pending.extend(reversed(node))
            elif isinstance(node, dict):
                yield node
                pending.extend(
                    node[key]
                    for key in ("mainEntity", "mainEntityOfPage", "@graph")
                    if isinstance(node.get(key), dict | list)
                )


def _parse_json(source: str) -> Any:  # noqa: ANN401  JSON is any
    source = (
        source.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .strip()
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .rstrip("; \n")
    )
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return every meta tag's contents by its lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for element in tree.iterfind(".//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _card_authors(meta: dict[str, list[str]]) -> list[str]:
    """Return the authors that the labelled lines of a Twitter card state ("Written by")."""
    return [
        author
        for number in ("1", "2")
        if (_first(meta, (f"twitter:label{number}",)) or "").casefold() in WRITTEN_BY
        for author in meta.get(f"twitter:data{number}", ())[:1]
    ]


def _all(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in meta.get(name, ())]


def _first(meta: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind]


def _is_article(node: dict[str, Any]) -> bool:
    return any(kind.endswith(ARTICLE_TYPES) for kind in _types(node))


def _text(value: Any) -> str | None:  # noqa: ANN401  JSON is any
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(unescape(value).split()) or None if isinstance(value, str) else None


def _authors(article: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield (name, 'person' or 'body') of each author of an article node, its references resolved."""
    value = article.get("author") or article.get("creator") or ()
    for author in value if isinstance(value, list) else [value]:
        node = author
        if isinstance(node, dict) and "name" not in node:
            node = {**node, **by_id.get(str(node.get("@id")), {})}
        names = node.get("name") if isinstance(node, dict) else node
        kinds = _types(node) if isinstance(node, dict) else []
        is_person = not kinds or "person" in kinds
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and name.strip():
                yield name, "person" if is_person else "body"


def _body_name(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:  # noqa: ANN401  JSON is any
    """Return the name of a body that a node's field gives as a node, a reference or a text."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        return _text({**by_id.get(str(value.get("@id")), {}), **value}.get("name"))
    return _text(value)


def _site_names(
    article: dict[str, Any],
    website: dict[str, Any],
    meta: dict[str, list[str]],
    by_id: dict[str, dict[str, Any]],
) -> tuple[str, ...]:
    """Return what the site is called, the most trusted name first: OpenGraph's, the publisher's, other meta tags'."""
    names = (
        _first(meta, SITE_META[:1]),
        _body_name(article.get("publisher"), by_id),
        _first(meta, SITE_META[1:]),
        *_texts(website.get("name")),
        *_texts(website.get("alternateName")),
        *_all(meta, SITE_META),
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _own_names(tree: HtmlElement, meta: dict[str, list[str]]) -> frozenset[str]:
    """Return by which names a page knows itself: its address and its titles, folded to compare them."""
    canonical = tree.find('.//link[@rel="canonical"]')
    addresses = (canonical.get("href") if canonical is not None else None, *meta.get("og:url", ()))
    titles = (*(title for name in TITLE_META for title in meta.get(name, ())), *map(_text_of, tree.iterfind(".//h1")))
    return frozenset(_fold(name) for name in (*addresses, *titles) if name)


def _own_article(articles: list[dict[str, Any]], tree: HtmlElement, meta: dict[str, list[str]]) -> dict[str, Any]:
    """Return the article that a page is about: the first of several whose address or headline is the page's own."""
    own = _own_names(tree, meta) if len(articles) > 1 else frozenset()
    for node in articles:
        page = node.get("mainEntityOfPage")
        names = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
        if any(_fold(name) in own for name in (*names, node.get("headline")) if isinstance(name, str)):
            return node
    return articles[0] if articles else {}


def _fold(name: str) -> str:
    """Return an address without scheme, query, fragment and trailing slash, or a title in lower case."""
    name = " ".join(unescape(name).split()).casefold()
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/$", "", name) if name.startswith("http") else name


def _text_of(element: HtmlElement) -> str:
    return " ".join(" ".join(islice(element.itertext(), MOST_PARTS)).split())


def _texts(value: Any) -> list[str]:  # noqa: ANN401  JSON is any
    return [text for item in (value if isinstance(value, list) else [value]) if (text := _text(item))]


def _is_free(article: dict[str, Any], page: dict[str, Any], meta: dict[str, list[str]]) -> bool | None:
    """Tell whether anyone may read the whole article, None where nothing is stated.

    A part that is not free (`hasPart`, with the selector of what the wall hides) says so of the whole.
    """
    parts = article.get("hasPart")
    nodes = [
        article,
        page,
        *(part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)),
    ]
    flags = [flag for node in nodes if (flag := _flag(node.get("isAccessibleForFree"))) is not None]
    if tier := (_first(meta, TIER_META) or "").casefold():
        flags.append(tier not in {"locked", "paid", "premium", "subscriber"})
    return all(flags) if flags else None


def _word_count(article: dict[str, Any]) -> int | None:
    """Return the words the page says its article has, stated or of the text it carries for machines."""
    stated, body = article.get("wordCount"), article.get("articleBody")
    if isinstance(stated, str | int) and re.fullmatch(r"[1-9]\d{1,5}", str(stated).strip()):
        return int(stated)
    return len(body.split()) or None if isinstance(body, str) else None


def _flag(value: Any) -> bool | None:  # noqa: ANN401  JSON is any
    value = value[0] if isinstance(value, list) and value else value
    kind = str(value).strip().lower().rsplit("/", 1)[-1]
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(kind)
