-- One row an article with the keys that other views count by; narrow, so that no view drags the texts along.
-- The origin-key rule, first that applies: the article-wide credit, the agency, the copy's root (by the same rule),
-- the owner, the article itself. An article that is no copy is its own root, so one list serves both.
CREATE OR REPLACE VIEW loom.article_keys AS
SELECT
    a.article_id,
    s.story_id,
    d.duplicate_of,
    coalesce(a.outlet, a.article_id) AS outlet_key,
    coalesce(own.credit_key, own.agency_key, root.credit_key, root.agency_key) AS named_origin_key,
    coalesce(
        own.credit_key, own.agency_key, root.credit_key, root.agency_key, root.owner_key, d.duplicate_of, a.article_id
    ) AS origin_key,
    a.language,
    a.published_at,
    a.published_on,
    a.first_seen_at
FROM loom.articles AS a
LEFT JOIN loom.duplicates AS d ON d.article_id = a.article_id
LEFT JOIN loom.story_members AS s ON s.article_id = a.article_id
LEFT JOIN loom.provenance AS own ON own.article_id = a.article_id
LEFT JOIN loom.provenance AS root ON root.article_id = coalesce(d.duplicate_of, a.article_id);
