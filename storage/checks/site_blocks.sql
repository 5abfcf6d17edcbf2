WITH checked AS (
    SELECT
        concat_ws(' ', b.site, b.text) AS id,
        unnest([
            CASE WHEN b.page_count < 3 THEN 'fewer than three pages showed it' END,
            CASE WHEN b.text = '' THEN 'its text is empty' END,
            CASE WHEN p.last_page < b.last_page THEN 'a page showed it that its site does not have' END
        ]) AS problem
    FROM loom.site_blocks AS b
    LEFT JOIN (SELECT site, max(page) AS last_page FROM loom.site_pages GROUP BY site) AS p ON p.site = b.site
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT concat_ws(' ', site, any_value(text)), 'its site has learned it more than once'
FROM loom.site_blocks GROUP BY site, block_key HAVING count(*) > 1
UNION ALL
SELECT concat_ws(' ', site, page), 'its site has that page more than once'
FROM loom.site_pages GROUP BY site, page HAVING count(*) > 1;
