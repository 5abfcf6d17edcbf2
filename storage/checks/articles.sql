WITH checked AS (
    SELECT
        v.article_id AS id,
        unnest([
            CASE WHEN v.story_id IS NULL THEN 'story_id is NULL' END,
            CASE WHEN v.origin_key IS NULL THEN 'origin_key is NULL' END,
            CASE WHEN v.published_precision NOT IN ('second', 'day')
                THEN 'published_precision is none of its list' END,
            CASE WHEN v.published_from NOT IN (
                'given', 'json-ld', 'opengraph', 'microdata', 'meta', 'time', 'byline', 'page', 'url', 'markup', 'text', 'update'
            ) THEN 'published_from is none of its list' END,
            CASE WHEN v.modified_from NOT IN (
                'given', 'json-ld', 'opengraph', 'microdata', 'meta', 'time', 'byline', 'page', 'url', 'markup', 'text'
            ) THEN 'modified_from is none of its list' END,
            CASE WHEN (v.published_at IS NULL AND v.published_from IS NOT NULL)
                OR (v.modified_at IS NULL AND v.modified_from IS NOT NULL)
                THEN 'the source of a date stands without it' END,
            CASE WHEN v.modified_at < v.published_at THEN 'modified_at is before published_at' END,
            CASE WHEN v.word_count < 0 THEN 'word_count is negative' END,
            CASE WHEN '' IN (v.url, v.canonical_url, v.site, v.outlet, v.title, v.agency, v.language)
                THEN 'an empty string stands where NULL should' END,
            CASE WHEN v.duplicate_of IS NOT NULL AND root.article_id IS NULL THEN 'duplicate_of is not stored' END,
            CASE WHEN root.duplicate_of IS NOT NULL THEN 'duplicate_of is itself a duplicate' END
        ]) AS problem
    FROM main.articles AS v
    LEFT JOIN loom.article_keys AS root ON root.article_id = v.duplicate_of
),
-- Each of these tables has one row an article; copies has at most one.
parts AS (
    SELECT article_id, 'fingerprint' AS part FROM loom.fingerprints
    UNION ALL
    SELECT article_id, 'provenance' FROM loom.provenance
    UNION ALL
    SELECT article_id, 'story' FROM loom.story_members
    UNION ALL
    SELECT article_id, 'set of copies' FROM loom.copies
),
counted AS (SELECT article_id, part, count(*) AS times FROM parts GROUP BY article_id, part),
needed AS (
    SELECT a.article_id, p.part
    FROM loom.articles AS a CROSS JOIN (VALUES ('fingerprint'), ('provenance'), ('story')) AS p (part)
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT article_id, 'its id occurs more than once' FROM loom.articles GROUP BY article_id HAVING count(*) > 1
UNION ALL
SELECT article_id, 'it has more than one ' || part FROM counted WHERE times > 1
UNION ALL
SELECT n.article_id, 'it has no ' || n.part
FROM needed AS n ANTI JOIN counted AS c ON c.article_id = n.article_id AND c.part = n.part
UNION ALL
SELECT c.article_id, 'its ' || c.part || ' is left without an article'
FROM counted AS c ANTI JOIN loom.articles AS a ON a.article_id = c.article_id
UNION ALL
SELECT a.article_id, 'its document is not recorded'
FROM loom.articles AS a
ANTI JOIN loom.documents AS d ON d.document_id = a.document_id AND d.article_id = a.article_id;
