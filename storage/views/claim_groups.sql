CREATE OR REPLACE VIEW main.claim_groups AS
WITH counted AS (
    -- Grouped by the story too, so that a question about one story reads that story only.
    SELECT
        g.story_id,
        g.claim_group_id,
        any_value(g.claim_id) AS claim_id,
        count(DISTINCT coalesce(c.quotation_id, c.claim_id)) AS claim_count,
        count(DISTINCT c.article_id) AS article_count,
        count(DISTINCT k.outlet_key) AS outlet_count,
        count(DISTINCT coalesce(c.credit_key, k.origin_key)) AS origin_count,
        count(DISTINCT coalesce(c.credit_key, k.named_origin_key)) AS named_origin_count
    FROM loom.claim_groups AS g
    LEFT JOIN loom.claim_members AS m ON m.claim_group_id = g.claim_group_id
    LEFT JOIN loom.claims AS c ON c.claim_id = m.claim_id
    LEFT JOIN loom.article_keys AS k ON k.article_id = c.article_id
    GROUP BY g.story_id, g.claim_group_id
),
disputed AS (
    SELECT claim_group_id_a AS claim_group_id FROM loom.conflicts
    UNION
    SELECT claim_group_id_b FROM loom.conflicts
)
SELECT
    n.claim_group_id,
    n.story_id,
    n.claim_id,
    r.text,
    n.claim_count,
    n.article_count,
    n.outlet_count,
    n.origin_count,
    n.named_origin_count,
    CASE
        WHEN d.claim_group_id IS NOT NULL THEN 'disputed'
        WHEN n.origin_count >= 2 THEN 'corroborated'
        ELSE 'single_source'
    END AS status
FROM counted AS n
LEFT JOIN loom.claims AS r ON r.claim_id = n.claim_id
LEFT JOIN disputed AS d ON d.claim_group_id = n.claim_group_id;

COMMENT ON VIEW main.claim_groups IS 'One version of one fact in one story; a claim that stands alone is a group too.';
COMMENT ON COLUMN main.claim_groups.claim_group_id IS 'Stable id.';
COMMENT ON COLUMN main.claim_groups.story_id IS 'The story.';
COMMENT ON COLUMN main.claim_groups.claim_id IS 'The claim that represents the group.';
COMMENT ON COLUMN main.claim_groups.text IS 'The representative claim''s text.';
COMMENT ON COLUMN main.claim_groups.claim_count IS 'Claims; the pieces of one interrupted quotation count once.';
COMMENT ON COLUMN main.claim_groups.article_count IS 'Articles that make the claim, copies included.';
COMMENT ON COLUMN main.claim_groups.outlet_count IS 'Distinct outlets; an article without a known outlet counts as one of its own.';
COMMENT ON COLUMN main.claim_groups.origin_count IS 'Independent origins: distinct claims.origin_key. Five outlets that all credit one report have one origin.';
COMMENT ON COLUMN main.claim_groups.named_origin_count IS 'Origins that are named: credits and agencies, not articles that speak for themselves.';
COMMENT ON COLUMN main.claim_groups.status IS '''disputed'' when a side of a conflict, else ''corroborated'' with two or more origins, else ''single_source''.';
