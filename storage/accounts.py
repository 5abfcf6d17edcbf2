"""The account of one story: its outlets, its articles by day and why each is in it, and what happened to it."""

from duckdb import DuckDBPyConnection

from storage.query import Column, Result

STORY = """
    SELECT story_id, headline, language, first_published_at, last_published_at, closed_at,
        article_count, outlet_count, origin_count
    FROM stories WHERE story_id = ?
"""
OUTLETS = """
    SELECT coalesce(outlet, site) AS outlet, count(*) AS articles, count(duplicate_of) AS copies,
        min(published_at) AS first_published_at
    FROM articles WHERE story_id = ? GROUP BY ALL ORDER BY first_published_at NULLS LAST, outlet
"""
ARTICLES = """
    SELECT a.published_at, coalesce(a.outlet, a.site) AS outlet, a.title, a.article_id, a.duplicate_of,
        round(s.similarity, 3) AS similarity, array_to_string(s.shared_terms, ', ') AS shared_terms,
        array_to_string(s.shared_names, ', ') AS shared_names,
        array_to_string(s.shared_numbers, ', ') AS shared_numbers
    FROM articles AS a JOIN story_articles AS s ON s.article_id = a.article_id
    WHERE a.story_id = ? ORDER BY a.published_at NULLS LAST, a.article_id
"""
EVENTS = """
    SELECT event_number, event, article_id, story_id, other_story_id, reason, decided_at
    FROM story_events
    WHERE story_id IN (FROM ids_of) OR other_story_id IN (FROM ids_of) ORDER BY event_number
"""
IDS = "WITH ids_of AS (SELECT ?1 AS id UNION ALL SELECT story_id FROM loom.story_redirects WHERE merged_into = ?1)"


def tell_story(con: DuckDBPyConnection, story_id: str) -> dict[str, Result]:
    """Return what is to be told of a stored story, by heading; its events are also those of ids merged into it."""
    queries = {"story": STORY, "outlets": OUTLETS, "articles": ARTICLES, "events": f"{IDS} {EVENTS}"}
    told = {}
    for heading, query in queries.items():
        con.execute(query, [story_id])
        columns = tuple(Column(name, str(kind)) for name, kind, *_ in con.description or ())
        told[heading] = Result(columns, con.fetchall())
    return told
