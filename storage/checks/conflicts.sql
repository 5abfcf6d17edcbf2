WITH checked AS (
    SELECT
        c.conflict_id AS id,
        unnest([
            CASE WHEN c.kind NOT IN ('number', 'date', 'quote', 'speaker', 'role', 'denial')
                THEN 'kind is none of its list' END,
            CASE WHEN a.claim_group_id IS NULL OR b.claim_group_id IS NULL
                THEN 'one of its groups is not stored' END,
            CASE WHEN a.story_id != c.story_id OR b.story_id != c.story_id
                THEN 'one of its groups is of another story' END,
            CASE WHEN ma.claim_id IS NULL OR mb.claim_id IS NULL
                THEN 'its evidence is not in its groups' END
        ]) AS problem
    FROM main.conflicts AS c
    LEFT JOIN loom.claim_groups AS a ON a.claim_group_id = c.claim_group_id_a
    LEFT JOIN loom.claim_groups AS b ON b.claim_group_id = c.claim_group_id_b
    LEFT JOIN loom.claim_members AS ma ON ma.claim_group_id = c.claim_group_id_a AND ma.claim_id = c.claim_id_a
    LEFT JOIN loom.claim_members AS mb ON mb.claim_group_id = c.claim_group_id_b AND mb.claim_id = c.claim_id_b
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT conflict_id, 'its id occurs more than once' FROM loom.conflicts GROUP BY conflict_id HAVING count(*) > 1
UNION ALL
SELECT max(conflict_id), 'its kind and pair of groups occur more than once'
FROM loom.conflicts
GROUP BY kind, least(claim_group_id_a, claim_group_id_b), greatest(claim_group_id_a, claim_group_id_b)
HAVING count(*) > 1;
