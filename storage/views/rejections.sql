CREATE OR REPLACE VIEW main.rejections AS
SELECT source, record, stage, reason, detail, rejected_at, run_id
FROM loom.rejections;

COMMENT ON VIEW main.rejections IS 'One input that could not be used when it was last seen; it goes when the input is taken in.';
COMMENT ON COLUMN main.rejections.source IS 'Path, URL or feed.';
COMMENT ON COLUMN main.rejections.record IS 'Line or archive record inside the source; NULL for the source as a whole.';
COMMENT ON COLUMN main.rejections.stage IS '''source'', ''fetch'', ''decode'' or ''extract'': where it failed.';
COMMENT ON COLUMN main.rejections.reason IS 'Why, from a closed list.';
COMMENT ON COLUMN main.rejections.detail IS 'Why, for a person.';
COMMENT ON COLUMN main.rejections.rejected_at IS 'When.';
COMMENT ON COLUMN main.rejections.run_id IS 'The run that rejected it last.';
