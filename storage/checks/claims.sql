WITH checked AS (
    SELECT
        c.claim_id AS id,
        unnest([
            CASE WHEN a.article_id IS NULL THEN 'its article is not stored' END,
            CASE WHEN c.story_id IS NULL THEN 'story_id is NULL' END,
            CASE WHEN c.origin_key IS NULL THEN 'origin_key is NULL' END,
            CASE WHEN substring(a.text, c.char_start + 1, c.char_end - c.char_start) != c.text
                THEN 'its offsets do not cut its text' END,
            CASE WHEN NOT (c.char_start >= 0 AND c.char_start < c.char_end AND c.char_end <= length(a.text))
                THEN 'its offsets lie outside the article' END,
            CASE WHEN NOT (c.sentence_start >= 0 AND c.sentence_end <= length(a.text))
                THEN 'its sentence lies outside the article' END,
            CASE WHEN NOT (c.sentence_start <= c.char_start AND c.char_end <= c.sentence_end)
                THEN 'its sentence does not contain it' END,
            CASE WHEN (c.speaker_start IS NULL) != (c.speaker_end IS NULL)
                    OR NOT (c.speaker_start >= 0 AND c.speaker_start < c.speaker_end
                            AND c.speaker_end <= length(a.text))
                THEN 'its speaker''s offsets lie outside the article' END,
            CASE WHEN c.kind NOT IN ('quote', 'attributed', 'statement') THEN 'kind is none of its list' END,
            CASE WHEN c.speaker_kind NOT IN ('person', 'organisation', 'anonymous', 'outlet', 'unknown')
                THEN 'speaker_kind is none of its list' END,
            CASE WHEN NOT (c.check_worthiness BETWEEN 0 AND 1) THEN 'check_worthiness is not between 0 and 1' END,
            CASE WHEN '' IN (c.speaker, c.cue, c.origin, c.quotation_id)
                THEN 'an empty string stands where NULL should' END,
            CASE WHEN c.claim_group_id IS NULL THEN 'claim_group_id is NULL' END,
            CASE WHEN c.claim_group_id IS NOT NULL AND g.claim_group_id IS NULL THEN 'its group is not stored' END,
            CASE WHEN g.story_id != c.story_id THEN 'its group is of another story' END
        ]) AS problem
    FROM main.claims AS c
    LEFT JOIN loom.articles AS a ON a.article_id = c.article_id
    LEFT JOIN loom.claim_groups AS g ON g.claim_group_id = c.claim_group_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT claim_id, 'its id occurs more than once' FROM loom.claims GROUP BY claim_id HAVING count(*) > 1
UNION ALL
SELECT claim_id, 'it is in more than one group' FROM loom.claim_members GROUP BY claim_id HAVING count(*) > 1
UNION ALL
SELECT m.claim_id, 'its place in a group is left without a claim'
FROM loom.claim_members AS m ANTI JOIN loom.claims AS c ON c.claim_id = m.claim_id
UNION ALL
SELECT m.claim_id, 'its place in a group is kept for another story'
FROM loom.claim_members AS m JOIN loom.claim_groups AS g ON g.claim_group_id = m.claim_group_id
WHERE m.story_id IS DISTINCT FROM g.story_id;
