WITH checked AS (
    SELECT
        q.quantity_id AS id,
        unnest([
            CASE WHEN a.article_id IS NULL THEN 'its article is not stored' END,
            CASE WHEN c.claim_id IS NULL THEN 'its claim is not stored' END,
            CASE WHEN c.article_id != q.article_id THEN 'its claim is of another article' END,
            CASE WHEN substring(a.text, q.char_start + 1, q.char_end - q.char_start) != q.text
                THEN 'its offsets do not cut its text' END,
            CASE WHEN NOT (q.char_start >= 0 AND q.char_start < q.char_end AND q.char_end <= length(a.text))
                THEN 'its offsets lie outside the article' END,
            CASE WHEN c.article_id = q.article_id AND NOT (c.char_start <= q.char_start AND q.char_end <= c.char_end)
                THEN 'its claim does not contain it' END,
            CASE WHEN NOT isfinite(q.value) OR NOT isfinite(q.value_max) THEN 'its value is no finite number' END,
            CASE WHEN q.value_max < q.value THEN 'its range ends below its start' END,
            CASE WHEN q.qualifier NOT IN ('about', 'more_than', 'at_least', 'less_than', 'at_most')
                THEN 'qualifier is none of its list' END,
            CASE WHEN '' IN (q.unit, q.measure, q.entity, q.as_of)
                THEN 'an empty string stands where NULL should' END
        ]) AS problem
    FROM main.quantities AS q
    LEFT JOIN loom.articles AS a ON a.article_id = q.article_id
    LEFT JOIN loom.claims AS c ON c.claim_id = q.claim_id
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT quantity_id, 'its id occurs more than once' FROM loom.quantities GROUP BY quantity_id HAVING count(*) > 1;
