-- Where a credited outlet's (or agency's) own article is: the earliest in the same story, not later than the one that
-- credits it, rather under the outlet's own name than another's copy of an agency.
CREATE OR REPLACE VIEW loom.credited_articles AS
WITH published AS (
    SELECT article_id, lower(outlet) AS name, 0 AS is_agency FROM loom.articles WHERE outlet IS NOT NULL
    UNION ALL
    SELECT article_id, lower(agency), 1 FROM loom.articles WHERE agency IS NOT NULL
)
SELECT
    o.article_id,
    o.origin,
    first(k.article_id ORDER BY p.is_agency, k.published_at NULLS LAST, k.article_id) AS origin_article_id
FROM (SELECT DISTINCT article_id, origin FROM loom.origins) AS o
JOIN published AS p ON p.name = lower(o.origin) AND p.article_id != o.article_id
JOIN loom.article_keys AS k ON k.article_id = p.article_id
JOIN loom.article_keys AS own ON own.article_id = o.article_id AND own.story_id = k.story_id
WHERE k.published_at <= own.published_at OR k.published_at IS NULL OR own.published_at IS NULL
GROUP BY o.article_id, o.origin;
