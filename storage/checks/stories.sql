SELECT story_id, 'its id occurs more than once' FROM loom.stories GROUP BY story_id HAVING count(*) > 1
UNION ALL
SELECT s.story_id, 'it has no article'
FROM loom.stories AS s ANTI JOIN loom.story_members AS m ON m.story_id = s.story_id
UNION ALL
SELECT DISTINCT m.story_id, 'its headline is not recorded'
FROM loom.story_members AS m ANTI JOIN loom.stories AS s ON s.story_id = m.story_id
UNION ALL
SELECT story_id, 'headline is an empty string' FROM loom.stories WHERE headline = '';
