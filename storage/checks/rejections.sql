WITH checked AS (
    SELECT
        concat_ws(' ', source, record) AS id,
        unnest([
            CASE WHEN stage NOT IN ('source', 'fetch', 'decode', 'extract') THEN 'stage is none of its list' END,
            CASE WHEN reason NOT IN (
                'empty', 'binary', 'too_large', 'unreadable', 'not_a_file', 'symlink_loop', 'vanished',
                'bad_encoding', 'bad_gzip', 'bad_json', 'bad_archive', 'no_content', 'no_article', 'unsupported_type',
                'timed_out', 'crashed', 'out_of_memory', 'forgotten', 'fetch_failed', 'http_status', 'private_address',
                'too_many_redirects', 'blocked', 'disallowed'
            ) THEN 'reason is none of its list' END
        ]) AS problem
    FROM main.rejections
)
SELECT DISTINCT id, problem FROM checked WHERE problem IS NOT NULL
UNION ALL
SELECT concat_ws(' ', source, record), 'its source and record occur more than once'
FROM main.rejections GROUP BY source, record HAVING count(*) > 1
UNION ALL
SELECT concat_ws(' ', r.source, r.record), 'its run is not recorded'
FROM main.rejections AS r ANTI JOIN main.runs AS u ON u.run_id = r.run_id;
