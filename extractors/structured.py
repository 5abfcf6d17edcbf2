"""What a page's head states for machines: JSON-LD (schema.org) and meta tags (OpenGraph and its kin)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from extractors.moments import ISO_DAY, Moment, parse_moment

MOST_JSON_NODES = 5_000
PUBLISHED_META = (
    *("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date"),
    *("publishdate", "publish-date", "publish_date", "pubdate", "dc.date.issued", "dcterms.created", "dc.date"),
    *("dc.date.created", "citation_publication_date", "date"),
)
MODIFIED_META = (
    *("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified"),
    "last-modified",
)
AUTHOR_META = (
    *("author", "article:author", "authors", "byl", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "citation_author", "dc.creator.aut"),
)
TITLE_META = (
    *("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title", "headline"),
    "title",
)
SITE_META = ("og:site_name", "application-name", "publisher", "dc.publisher")
ARTICLE_TYPES = ("article", "posting", "report", "review")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the head states; every field is None or empty where it states nothing.

    `headline` is JSON-LD's, `title` OpenGraph's or a meta tag's; `people` and `bodies` are authors by JSON-LD type,
    `unsorted_authors` those of meta tags, which tell no type.
    """

    headline: str | None
    title: str | None
    people: tuple[str, ...]
    bodies: tuple[str, ...]
    unsorted_authors: tuple[str, ...]
    site_name: str | None
    published: Moment | None
    loosely_published: Moment | None
    modified: Moment | None
    url: str | None
    is_free: bool | None


def read_facts(tree: HtmlElement) -> PageFacts:
    """Return what the JSON-LD blocks and meta tags of `tree` state (schema.org Article; ogp.me)."""
    nodes = list(_json_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = next((node for node in nodes if _is_article(node)), {})
    page = next((node for node in nodes if "webpage" in _types(node)), {})
    meta = _meta(tree)
    authors = [*_authors(article, by_id)]
    return PageFacts(
        headline=_text(article.get("headline")),
        title=_first(meta, TITLE_META),
        people=tuple(name for name, kind in authors if kind != "body"),
        bodies=tuple(name for name, kind in authors if kind == "body"),
        unsorted_authors=tuple(dict.fromkeys(value for name in AUTHOR_META for value in meta.get(name, ()))),
        site_name=_first(meta, SITE_META[:1]) or _publisher(article, by_id) or _first(meta, SITE_META[1:]),
        published=_stated_moment(meta, PUBLISHED_META, (article, page), "datePublished"),
        loosely_published=parse_moment(_text(article.get("datePublished"))),
        modified=_stated_moment(meta, MODIFIED_META, (article, page), "dateModified"),
        url=_first(meta, ("og:url",)),
        is_free=_flag(article.get("isAccessibleForFree")),
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


def _publisher(article: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> str | None:
    publisher = article.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    if isinstance(publisher, dict):
        return _text({**by_id.get(str(publisher.get("@id")), {}), **publisher}.get("name"))
    return _text(publisher)


def _stated_moment(
    meta: dict[str, list[str]], names: tuple[str, ...], nodes: tuple[dict[str, Any], ...], key: str
) -> Moment | None:
    """Return the moment stated in ISO 8601, as schema.org asks: JSON-LD's first, an exact time before a bare day."""
    values = [_text(node.get(key)) for node in nodes] + [meta[name][0] for name in names if name in meta]
    moments = [moment for value in values if value and ISO_DAY.match(value) and (moment := parse_moment(value))]
    return min(moments, key=lambda moment: moment.precision != "second", default=None)


def _flag(value: Any) -> bool | None:  # noqa: ANN401  JSON is any
    return {"true": True, "false": False}.get(str(value).lower())
