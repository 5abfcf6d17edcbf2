-- The first row of a claim is the step of the origin-key rule (article_keys.sql) that applies; while the origin's own
-- article is here and says whom it has it from, its step follows.
CREATE OR REPLACE VIEW main.claim_origins AS
WITH RECURSIVE named AS (
    SELECT article_id, origin_key, first(origin ORDER BY char_start NULLS FIRST, origin) AS origin
    FROM loom.origins
    WHERE claim_id IS NULL
    GROUP BY article_id, origin_key
),
steps AS (
    SELECT
        k.article_id,
        k.origin_key,
        CASE
            WHEN p.credit_key IS NOT NULL THEN 'article'
            WHEN p.agency_key IS NOT NULL THEN 'agency'
            WHEN k.duplicate_of IS NOT NULL THEN 'copy'
            WHEN a.outlet IS NOT NULL THEN 'owner'
            ELSE 'itself'
        END AS basis,
        CASE basis
            WHEN 'article' THEN n.origin
            WHEN 'agency' THEN coalesce(n.origin, a.agency)
            WHEN 'copy' THEN r.outlet
            ELSE a.outlet
        END AS origin,
        k.duplicate_of
    FROM loom.article_keys AS k
    JOIN loom.articles AS a ON a.article_id = k.article_id
    LEFT JOIN loom.articles AS r ON r.article_id = k.duplicate_of
    LEFT JOIN loom.provenance AS p ON p.article_id = k.article_id
    LEFT JOIN named AS n ON n.article_id = k.article_id AND n.origin_key = k.origin_key
),
edges AS (
    SELECT
        s.article_id,
        s.origin,
        s.origin_key,
        s.basis,
        CASE s.basis WHEN 'copy' THEN s.duplicate_of ELSE c.origin_article_id END AS origin_article_id
    FROM steps AS s
    LEFT JOIN loom.credited_articles AS c ON c.article_id = s.article_id AND c.origin = s.origin
),
chain AS (
    SELECT
        c.claim_id,
        1 AS depth,
        CASE WHEN c.credit_key IS NULL THEN e.origin ELSE c.origin END AS origin,
        coalesce(c.credit_key, e.origin_key) AS origin_key,
        CASE WHEN c.credit_key IS NULL THEN e.basis ELSE 'claim' END AS basis,
        CASE WHEN c.credit_key IS NULL THEN e.origin_article_id ELSE o.origin_article_id END AS origin_article_id,
        [c.article_id] AS passed
    FROM loom.claims AS c
    JOIN edges AS e ON e.article_id = c.article_id
    LEFT JOIN loom.credited_articles AS o ON o.article_id = c.article_id AND o.origin = c.origin
    UNION ALL
    SELECT
        c.claim_id,
        c.depth + 1,
        e.origin,
        e.origin_key,
        e.basis,
        e.origin_article_id,
        list_append(c.passed, c.origin_article_id)
    FROM chain AS c
    JOIN edges AS e ON e.article_id = c.origin_article_id
    WHERE e.basis IN ('article', 'agency', 'copy') AND NOT list_contains(c.passed, c.origin_article_id)
)
SELECT claim_id, depth, origin, origin_key, basis, origin_article_id
FROM chain;

COMMENT ON VIEW main.claim_origins IS 'The chain of a claim''s origins: one step a row, the first of which is what it counts under.';
COMMENT ON COLUMN main.claim_origins.claim_id IS 'The claim.';
COMMENT ON COLUMN main.claim_origins.depth IS 'The step, from 1; the next one is what the article of this one rests on in its turn.';
COMMENT ON COLUMN main.claim_origins.origin IS 'The outlet, agency or body that it rests on, normalised; NULL for an article of no known outlet that credits nobody.';
COMMENT ON COLUMN main.claim_origins.origin_key IS 'What that counts under; of depth 1, claims.origin_key. Never NULL.';
COMMENT ON COLUMN main.claim_origins.basis IS 'The step of the rule: ''claim'' (it credits somebody itself), ''article'' (its article does, as a whole), ''agency'', ''copy'' (its article copies another), ''owner'' (its outlet, or who owns it) or ''itself'' (the article).';
COMMENT ON COLUMN main.claim_origins.origin_article_id IS 'The origin''s own article, where it is in the story.';
