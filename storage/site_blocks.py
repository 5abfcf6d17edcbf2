"""Site blocks: what the pages of each site have taught about its boilerplate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from extractors.site_records import SiteBlock, SiteLesson, SitePage
from storage.rows import as_json, delete_rows, insert_records, select_list
from storage.transactions import transaction


@dataclass(frozen=True, slots=True)
class Taught:
    """What is stored of one site: its last pages in order, and the blocks learned."""

    pages: list[SitePage] = field(default_factory=list)
    blocks: list[SiteBlock] = field(default_factory=list)


def load_sites(con: DuckDBPyConnection, sites: Collection[str], extractor: str) -> dict[str, Taught]:
    """Return for each of `sites` what its pages taught that version of the extractor."""
    taught = {site: Taught() for site in sites}
    chosen = "WHERE t.site IN (FROM loom.ids(?)) AND t.extractor = ?"
    given = [as_json(list(taught)), extractor]
    pages = f"SELECT {select_list(SitePage, 't')} FROM loom.site_pages AS t {chosen} ORDER BY t.page"  # noqa: S608 - own names
    blocks = f"SELECT {select_list(SiteBlock, 't')} FROM loom.site_blocks AS t {chosen} ORDER BY t.block_key"  # noqa: S608 - own names
    for row in con.execute(pages, given).fetchall():
        page = SitePage(*row)
        taught[page.site].pages.append(page)
    for row in con.execute(blocks, given).fetchall():
        block = SiteBlock(*row)
        taught[block.site].blocks.append(block)
    return taught


def forget_lessons(con: DuckDBPyConnection) -> None:
    """Forget what documents taught to versions of the extractor that no stored article is of: it is learned anew."""
    with transaction(con):
        con.execute(
            "UPDATE loom.documents SET extractor = NULL WHERE extractor NOT IN (SELECT extractor FROM loom.articles)"
        )
        con.execute("DELETE FROM loom.site_pages WHERE extractor NOT IN (SELECT extractor FROM loom.articles)")
        con.execute("DELETE FROM loom.site_blocks WHERE extractor NOT IN (SELECT extractor FROM loom.articles)")


def forget_sites(con: DuckDBPyConnection, site: str) -> None:
    """Forget all that a site, and every site below it, has taught."""
    for table in ("site_pages", "site_blocks"):
        con.execute(f"DELETE FROM loom.{table} WHERE site = $site OR ends_with(site, '.' || $site)", {"site": site})  # noqa: S608 - own names


def write_lessons(con: DuckDBPyConnection, lessons: Iterable[SiteLesson]) -> None:
    """Store what sites have newly taught, at most one lesson a site; what an older version learned of them goes."""
    new = list(lessons)
    if not new:
        return
    con.execute(
        """
        DELETE FROM loom.site_pages AS p
        USING (SELECT unnest(from_json_strict(?, '[{"site": "VARCHAR", "oldest": "BIGINT", "extractor": "VARCHAR"}]'),
            recursive := true)) AS kept
        WHERE p.site = kept.site AND (p.page < kept.oldest OR p.extractor <> kept.extractor)
        """,
        [
            as_json(
                [{"site": lesson.site, "oldest": lesson.oldest_page, "extractor": lesson.extractor} for lesson in new]
            )
        ],
    )
    delete_rows(con, "site_blocks", "site", [lesson.site for lesson in new])
    insert_records(con, "site_pages", [page for lesson in new for page in lesson.pages])
    insert_records(con, "site_blocks", [block for lesson in new for block in lesson.blocks])
