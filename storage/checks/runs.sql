WITH checked AS (
    SELECT
        run_id AS id,
        unnest([
            CASE WHEN status NOT IN ('running', 'completed', 'failed', 'interrupted')
                THEN 'status is none of its list' END,
            CASE WHEN read != added + updated + unchanged + rejected THEN 'its counts do not add up' END,
            CASE WHEN copies > added THEN 'it counts more copies than articles added' END,
            CASE WHEN least(added, updated, unchanged, rejected, copies) < 0 THEN 'a count is negative' END,
            CASE WHEN (status IN ('completed', 'failed') AND finished_at IS NULL)
                    OR (status = 'running' AND finished_at IS NOT NULL)
                THEN 'finished_at does not fit its status' END
        ]) AS problem
    FROM main.runs
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT run_id, 'its id occurs more than once' FROM main.runs GROUP BY run_id HAVING count(*) > 1;
