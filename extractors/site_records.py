"""Records of what a site's pages have in common, as they travel between the layers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SitePage:
    """What is remembered of one page of a site: its number, its topic, its blocks, and those that are its story's own.

    `article_id` says whose page it is; `topic` are hashes of words (uint32, little-endian), `blocks` and `own_blocks`
    hashes of blocks (uint64).
    """

    site: str
    page: int
    topic: bytes
    blocks: bytes
    own_blocks: bytes
    extractor: str
    article_id: str


@dataclass(frozen=True, slots=True)
class SiteBlock:
    """A block that a site's pages have taught to be boilerplate; `article_id` is the page that settled it.

    `block_key` are 64 bits that stand for it; `page_count` pages showed it, number `last_page` of the site as the last.
    """

    site: str
    block_key: int
    text: str
    page_count: int
    last_page: int
    article_id: str
    extractor: str


@dataclass(frozen=True, slots=True)
class SiteLesson:
    """What a batch changes of what is stored of one site: its new pages, the oldest one to keep, all its blocks."""

    site: str
    extractor: str
    oldest_page: int
    pages: tuple[SitePage, ...]
    blocks: tuple[SiteBlock, ...]
