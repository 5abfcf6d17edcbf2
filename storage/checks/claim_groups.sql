SELECT claim_group_id, 'its id occurs more than once'
FROM loom.claim_groups GROUP BY claim_group_id HAVING count(*) > 1
UNION ALL
SELECT claim_group_id, 'it has no claim' FROM main.claim_groups WHERE claim_count = 0
UNION ALL
SELECT g.claim_group_id, 'its representative is not in it'
FROM loom.claim_groups AS g
ANTI JOIN loom.claim_members AS m ON m.claim_group_id = g.claim_group_id AND m.claim_id = g.claim_id
UNION ALL
SELECT g.claim_group_id, 'its story is not stored'
FROM loom.claim_groups AS g ANTI JOIN loom.story_members AS s ON s.story_id = g.story_id;
