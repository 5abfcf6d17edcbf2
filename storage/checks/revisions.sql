WITH checked AS (
    SELECT
        concat_ws(' ', article_id, revision) AS id,
        unnest([
            CASE WHEN revision < 2 THEN 'a change is numbered below 2' END,
            CASE WHEN len(added) + len(removed) + len(changed) = 0 AND title_before IS NOT DISTINCT FROM title_after
            THEN 'it changed nothing' END
        ]) AS problem
    FROM main.revisions
)
SELECT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT concat_ws(' ', article_id, revision), 'its number occurs more than once'
FROM main.revisions GROUP BY article_id, revision HAVING count(*) > 1
UNION ALL
SELECT alias_id, 'its address is that of two articles'
FROM loom.aliases GROUP BY alias_id HAVING count(*) > 1;
