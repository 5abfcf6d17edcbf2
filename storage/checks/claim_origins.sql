WITH checked AS (
    SELECT
        o.claim_id AS id,
        unnest([
            CASE WHEN o.origin_key IS NULL THEN 'it has no origin_key' END,
            CASE WHEN o.depth = 1 AND o.origin_key != c.origin_key THEN 'its chain begins with another origin' END,
            CASE WHEN o.basis NOT IN ('claim', 'article', 'agency', 'copy', 'owner', 'itself')
                THEN 'basis is none of its list' END
        ]) AS problem
    FROM main.claim_origins AS o
    JOIN main.claims AS c ON c.claim_id = o.claim_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL;
