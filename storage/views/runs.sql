CREATE OR REPLACE VIEW main.runs AS
SELECT
    run_id,
    version,
    inputs,
    started_at,
    finished_at,
    status,
    read,
    added,
    updated,
    unchanged,
    rejected,
    copies
FROM loom.runs;

COMMENT ON VIEW main.runs IS 'One run of newsloom. Its counts are those of the batches it committed.';
COMMENT ON COLUMN main.runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN main.runs.version IS 'The newsloom version that ran.';
COMMENT ON COLUMN main.runs.inputs IS 'The inputs as given.';
COMMENT ON COLUMN main.runs.started_at IS 'When it started.';
COMMENT ON COLUMN main.runs.finished_at IS 'When it finished; NULL while it runs and where it was killed.';
COMMENT ON COLUMN main.runs.status IS '''running'', ''completed'', ''failed'' or ''interrupted''.';
COMMENT ON COLUMN main.runs.read IS 'Documents read: added, updated, unchanged and rejected together.';
COMMENT ON COLUMN main.runs.added IS 'Documents that became new articles.';
COMMENT ON COLUMN main.runs.updated IS 'Documents that became a new revision of a stored article.';
COMMENT ON COLUMN main.runs.unchanged IS 'Documents already stored.';
COMMENT ON COLUMN main.runs.rejected IS 'Documents that could not be used.';
COMMENT ON COLUMN main.runs.copies IS 'Articles added of which a copy was here, earlier or later published.';
