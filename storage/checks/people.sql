-- A mention has no id: its article and its words name it.
WITH checked AS (
    SELECT
        concat_ws(' ', p.article_id, p.person) AS id,
        unnest([
            CASE WHEN a.article_id IS NULL THEN 'its article is not stored' END,
            CASE WHEN substring(a.text, p.char_start + 1, p.char_end - p.char_start) != p.text
                THEN 'its offsets do not cut its text' END,
            CASE WHEN NOT (p.char_start >= 0 AND p.char_start < p.char_end AND p.char_end <= length(a.text))
                THEN 'its offsets lie outside the article' END
        ]) AS problem
    FROM main.people AS p
    LEFT JOIN loom.articles AS a ON a.article_id = p.article_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL;
