CREATE OR REPLACE VIEW main.stories AS
WITH newest AS (
    -- The day the stream has come to; a page that dates itself into the future moves no clock.
    SELECT
        max(published_on) FILTER (WHERE published_on <= first_seen_at::DATE + 1) AS published_on,
        max(first_seen_at)::DATE AS seen_on,
        (SELECT days FROM loom.story_window) AS open_days
    FROM loom.articles
),
spoken AS (
    SELECT story_id, arg_max(language, (members, language)) AS language
    FROM (
        SELECT story_id, language, count(*) AS members
        FROM loom.article_keys
        WHERE language IS NOT NULL
        GROUP BY story_id, language
    )
    GROUP BY story_id
)
SELECT
    k.story_id,
    any_value(s.headline) AS headline,
    any_value(l.language) AS language,
    min(k.published_at) AS first_published_at,
    max(k.published_at) AS last_published_at,
    CASE
        WHEN max(k.published_on) + any_value(n.open_days) < any_value(n.published_on)
            THEN (max(k.published_on) + any_value(n.open_days) + 1)::TIMESTAMPTZ
        WHEN max(k.published_on) IS NULL AND max(k.first_seen_at)::DATE + any_value(n.open_days) < any_value(n.seen_on)
            THEN (max(k.first_seen_at)::DATE + any_value(n.open_days) + 1)::TIMESTAMPTZ
    END AS closed_at,
    count(*) AS article_count,
    count(DISTINCT k.outlet_key) AS outlet_count,
    count(DISTINCT k.origin_key) AS origin_count
FROM loom.article_keys AS k
CROSS JOIN newest AS n
LEFT JOIN loom.stories AS s ON s.story_id = k.story_id
LEFT JOIN spoken AS l ON l.story_id = k.story_id
GROUP BY k.story_id;

COMMENT ON VIEW main.stories IS 'A story: the articles that report one event.';
COMMENT ON COLUMN main.stories.story_id IS 'Stable id.';
COMMENT ON COLUMN main.stories.headline IS 'The untruncated title nearest the story''s centre.';
COMMENT ON COLUMN main.stories.language IS 'The language of most of its articles (BCP 47).';
COMMENT ON COLUMN main.stories.first_published_at IS 'When the first of its dated articles was published.';
COMMENT ON COLUMN main.stories.last_published_at IS 'When the last of its dated articles was published.';
COMMENT ON COLUMN main.stories.closed_at IS 'The end of the last day an article could be published on (undated: arrive on) to come to it, once a newer article is here; NULL while it is open. A late article of its days still comes to it.';
COMMENT ON COLUMN main.stories.article_count IS 'Articles, copies included.';
COMMENT ON COLUMN main.stories.outlet_count IS 'Distinct outlets; an article without a known outlet counts as one of its own.';
COMMENT ON COLUMN main.stories.origin_count IS 'Independent origins: distinct articles.origin_key.';
