WITH checked AS (
    SELECT
        concat('event ', number) AS id,
        unnest([
            CASE WHEN kind NOT IN ('assignment', 'move', 'merge', 'split', 'pin') THEN 'event is none of its list' END,
            CASE WHEN reason NOT IN ('began', 'resembles', 'copy', 'ruling', 'replay') THEN 'reason is none of its list' END,
            CASE WHEN (kind IN ('move', 'merge', 'split')) <> (other_story_id IS NOT NULL)
                THEN 'other_story_id does not go with the event' END,
            CASE WHEN kind IN ('assignment', 'move', 'pin') AND article_id IS NULL THEN 'it names no article' END
        ]) AS problem
    FROM loom.story_events
)
SELECT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT concat('event ', number), 'its number occurs more than once'
FROM loom.story_events GROUP BY number HAVING count(*) > 1
UNION ALL
SELECT DISTINCT e.other_story_id, 'it was merged and does not resolve'
FROM loom.story_events AS e
ANTI JOIN loom.story_redirects AS r ON r.story_id = e.other_story_id
WHERE e.kind = 'merge' AND e.other_story_id IS NOT NULL
UNION ALL
SELECT story_id, 'it was merged more than once' FROM loom.story_redirects GROUP BY story_id HAVING count(*) > 1
UNION ALL
SELECT r.story_id, 'it was merged into a story that is not stored'
FROM loom.story_redirects AS r ANTI JOIN loom.story_members AS s ON s.story_id = r.merged_into;
