-- An origin has no id: its article and its words name it.
WITH checked AS (
    SELECT
        concat_ws(' ', o.article_id, o.claim_id, o.origin) AS id,
        unnest([
            CASE WHEN a.article_id IS NULL THEN 'its article is not stored' END,
            CASE WHEN o.claim_id IS NOT NULL AND c.claim_id IS NULL THEN 'its claim is not stored' END,
            CASE WHEN c.article_id != o.article_id THEN 'its claim is of another article' END,
            CASE WHEN o.field NOT IN ('text', 'title', 'byline', 'dateline') THEN 'field is none of its list' END,
            CASE WHEN (o.field = 'text') != (o.char_start IS NOT NULL) OR (o.field = 'text') != (o.char_end IS NOT NULL)
                THEN 'it has offsets outside the text, or none in it' END,
            CASE WHEN o.field = 'text' AND substring(a.text, o.char_start + 1, o.char_end - o.char_start) != o.text
                THEN 'its offsets do not cut its text' END,
            CASE WHEN o.field = 'text'
                    AND NOT (o.char_start >= 0 AND o.char_start < o.char_end AND o.char_end <= length(a.text))
                THEN 'its offsets lie outside the article' END,
            CASE WHEN '' IN (o.origin, o.text) THEN 'it is an empty string' END
        ]) AS problem
    FROM main.origins AS o
    LEFT JOIN loom.articles AS a ON a.article_id = o.article_id
    LEFT JOIN loom.claims AS c ON c.claim_id = o.claim_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL;
