-- What is usual is told from the polls of the last days before today, by whole days (UTC).
CREATE OR REPLACE VIEW main.source_health AS
WITH last_day AS (SELECT source_id, max(polled_at::DATE) AS today FROM loom.polls GROUP BY source_id),
days AS (
    SELECT p.source_id, p.polled_at::DATE AS day, sum(p.new_entries) AS new_articles
    FROM loom.polls AS p JOIN last_day AS l ON l.source_id = p.source_id
    WHERE p.polled_at::DATE >= l.today - 28
    GROUP BY ALL
),
-- The day a source was added brings all it lists, and today is not over.
whole_days AS (
    SELECT d.source_id, d.new_articles
    FROM days AS d
    JOIN last_day AS l ON l.source_id = d.source_id
    JOIN loom.sources AS s ON s.source_id = d.source_id
    WHERE d.day < l.today AND d.day > s.added_at::DATE
),
usual AS (
    SELECT source_id, avg(new_articles) AS volume, stddev_samp(new_articles) AS deviation, count(*) AS days
    FROM whole_days GROUP BY source_id
),
-- The last articles beside those before them: a changed template shows in the length of what is read of a page.
numbered AS (
    SELECT source, word_count, row_number() OVER (PARTITION BY source ORDER BY seq DESC) AS nth
    FROM loom.articles SEMI JOIN loom.sources ON sources.url = articles.source
),
lengths AS (
    SELECT
        source,
        median(word_count) FILTER (WHERE nth <= 5) AS recent_words,
        median(word_count) FILTER (WHERE nth > 5) AS usual_words
    FROM numbered WHERE nth <= 55 GROUP BY source HAVING count(*) >= 15
),
latest AS (
    SELECT d.source_id, d.new_articles FROM days AS d JOIN last_day AS l ON l.source_id = d.source_id AND l.today = d.day
)
SELECT
    s.source_id,
    s.url,
    s.title,
    s.kind,
    s.status,
    s.last_try_at,
    s.last_success_at,
    s.last_new_at,
    s.next_poll_at,
    s.failures,
    s.http_status,
    s.problem,
    coalesce(l.new_articles, 0)::BIGINT AS new_today,
    u.volume AS usual_volume,
    u.deviation AS usual_deviation,
    w.recent_words,
    w.usual_words,
    CASE
        WHEN s.status IN ('paused', 'gone', 'blocked') THEN s.status
        WHEN s.last_try_at IS NULL THEN 'new'
        WHEN s.failures > 0 THEN 'failing'
        WHEN u.days >= 3 AND u.volume > 0
            AND epoch(s.last_try_at) - epoch(coalesce(s.last_new_at, s.added_at)) > greatest(3 * 86400 / u.volume, 86400)
        THEN 'silent'
        WHEN w.recent_words < w.usual_words / 2 THEN 'shortened'
        ELSE 'well'
    END AS health
FROM loom.sources AS s
LEFT JOIN usual AS u ON u.source_id = s.source_id
LEFT JOIN latest AS l ON l.source_id = s.source_id
LEFT JOIN lengths AS w ON w.source = s.url;

COMMENT ON VIEW main.source_health IS 'A source that is polled, how it stands, and what is usual for it.';
COMMENT ON COLUMN main.source_health.source_id IS 'Stable id; newsloom sources takes it as well as the URL.';
COMMENT ON COLUMN main.source_health.url IS 'Where it is asked for: where it has moved to for good, if it has.';
COMMENT ON COLUMN main.source_health.title IS 'As a person named it, or as it names itself.';
COMMENT ON COLUMN main.source_health.kind IS '''rss'', ''atom'', ''rdf'', ''json'', ''sitemap'', ''opml'', ''list'' or ''page''; NULL before the first answer.';
COMMENT ON COLUMN main.source_health.status IS '''active'', ''paused'' (by a person), ''blocked'' (the host refuses: asked once a day) or ''gone'' (it ended: asked no more).';
COMMENT ON COLUMN main.source_health.last_try_at IS 'When it was last asked for.';
COMMENT ON COLUMN main.source_health.last_success_at IS 'When it last answered as it should.';
COMMENT ON COLUMN main.source_health.last_new_at IS 'When it last named an article it had not named before.';
COMMENT ON COLUMN main.source_health.next_poll_at IS 'When it is due.';
COMMENT ON COLUMN main.source_health.failures IS 'Polls that failed in a row.';
COMMENT ON COLUMN main.source_health.http_status IS 'The status of the last answer; NULL where there was none.';
COMMENT ON COLUMN main.source_health.problem IS 'Why the last poll failed; NULL where it did not.';
COMMENT ON COLUMN main.source_health.new_today IS 'Articles newly named on the day of the last poll (UTC).';
COMMENT ON COLUMN main.source_health.usual_volume IS 'Articles newly named a day, on average over up to 28 polled days before; NULL where none was.';
COMMENT ON COLUMN main.source_health.usual_deviation IS 'The standard deviation of that.';
COMMENT ON COLUMN main.source_health.recent_words IS 'Words of an article, in the median of its last five; NULL before it gave fifteen.';
COMMENT ON COLUMN main.source_health.usual_words IS 'Words of an article, in the median of the fifty before those.';
COMMENT ON COLUMN main.source_health.health IS '''new'', ''well'', ''failing'', ''silent'' (nothing new for a day, and three times as long as usual), ''shortened'' (recent_words are not half of usual_words), ''paused'', ''blocked'' or ''gone''.';
