-- One row an article with the keys that other views count by; narrow, so that no view drags the texts along.
-- The origin-key rule, first that applies: the article-wide credit, the agency, the copy's root (by the same rule),
-- the owner, the article itself. An article that is no copy is its own root, so one list serves both.
CREATE OR REPLACE VIEW loom.article_keys AS
WITH rooted AS (
    SELECT
        a.article_id,
        a.outlet,
        a.language,
        a.published_at,
        a.published_on,
        a.first_seen_at,
        first_value(a.article_id) OVER (
            PARTITION BY coalesce(c.copy_set_id, a.article_id), c.copy_set_id IS NULL
            ORDER BY a.published_at ASC NULLS LAST, a.article_id ASC
        ) AS root_id
    FROM loom.articles AS a
    LEFT JOIN loom.copies AS c ON c.article_id = a.article_id
)
SELECT
    r.article_id,
    s.story_id,
    nullif(r.root_id, r.article_id) AS duplicate_of,
    coalesce(r.outlet, r.article_id) AS outlet_key,
    coalesce(own.credit_key, own.agency_key, root.credit_key, root.agency_key) AS named_origin_key,
    coalesce(
        own.credit_key, own.agency_key, root.credit_key, root.agency_key, root.owner_key, r.root_id
    ) AS origin_key,
    r.language,
    r.published_at,
    r.published_on,
    r.first_seen_at
FROM rooted AS r
LEFT JOIN loom.story_members AS s ON s.article_id = r.article_id
LEFT JOIN loom.provenance AS own ON own.article_id = r.article_id
LEFT JOIN loom.provenance AS root ON root.article_id = r.root_id;
