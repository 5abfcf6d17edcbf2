WITH checked AS (
    SELECT
        s.article_id AS id,
        unnest([
            CASE WHEN s.similarity NOT BETWEEN 0 AND 1 THEN 'similarity is not between 0 and 1' END,
            CASE WHEN s.shared_terms IS NULL OR s.shared_names IS NULL OR s.shared_numbers IS NULL OR s.version IS NULL
                THEN 'what it shares is not recorded' END,
            CASE WHEN r.story_id IS NOT NULL THEN 'its story went on in another one' END
        ]) AS problem
    FROM loom.story_members AS s
    LEFT JOIN loom.story_redirects AS r ON r.story_id = s.story_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT c.article_id, 'it is in another story than what it copies'
FROM loom.copies AS c
JOIN loom.story_members AS own ON own.article_id = c.article_id
JOIN loom.story_members AS root ON root.article_id = c.copy_set_id
WHERE own.story_id <> root.story_id;
