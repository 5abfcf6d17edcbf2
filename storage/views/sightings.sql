CREATE OR REPLACE VIEW main.sightings AS
SELECT s.article_id, s.source, s.url, s.seen_at AS first_seen_at
FROM loom.sightings AS s SEMI JOIN loom.articles AS a ON a.article_id = s.article_id;

COMMENT ON VIEW main.sightings IS 'One place at which an article was seen: three feeds that name it are three sightings of one article.';
COMMENT ON COLUMN main.sightings.article_id IS 'The article.';
COMMENT ON COLUMN main.sightings.source IS 'Path, page or feed it was seen in.';
COMMENT ON COLUMN main.sightings.url IS 'The address given there; NULL where none was.';
COMMENT ON COLUMN main.sightings.first_seen_at IS 'When it was first seen there.';
