WITH checked AS (
    SELECT
        source_id AS id,
        unnest([
            CASE WHEN status NOT IN ('active', 'paused', 'blocked', 'gone') THEN 'status is none of its list' END,
            CASE WHEN failures < 0 THEN 'failures are below zero' END,
            CASE WHEN (failures = 0) <> (problem IS NULL) THEN 'its problem and its failures disagree' END,
            CASE WHEN last_success_at > last_try_at THEN 'its last success is after its last try' END
        ]) AS problem
    FROM main.source_health
)
SELECT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT source_id, 'its id is not its own' FROM main.source_health GROUP BY source_id HAVING count(*) > 1
UNION ALL
SELECT source_id, 'it remembers an entry more than once'
FROM loom.source_entries GROUP BY source_id, entry_id HAVING count(*) > 1;
