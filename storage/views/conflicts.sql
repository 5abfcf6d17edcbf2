CREATE OR REPLACE VIEW main.conflicts AS
SELECT
    conflict_id,
    story_id,
    kind,
    claim_group_id_a,
    claim_group_id_b,
    claim_id_a,
    claim_id_b,
    value_a,
    value_b,
    explanation
FROM loom.conflicts;

COMMENT ON VIEW main.conflicts IS 'Two claim groups of a story that cannot both be right, with the evidence of each; a before b, one row a kind and pair.';
COMMENT ON COLUMN main.conflicts.conflict_id IS 'Stable id.';
COMMENT ON COLUMN main.conflicts.story_id IS 'The story.';
COMMENT ON COLUMN main.conflicts.kind IS '''number'', ''date'', ''quote'', ''speaker'', ''role'' or ''denial''.';
COMMENT ON COLUMN main.conflicts.claim_group_id_a IS 'The first group.';
COMMENT ON COLUMN main.conflicts.claim_group_id_b IS 'The second group; the same as the first where only the wording differs.';
COMMENT ON COLUMN main.conflicts.claim_id_a IS 'The evidence in the first group.';
COMMENT ON COLUMN main.conflicts.claim_id_b IS 'The evidence in the second group.';
COMMENT ON COLUMN main.conflicts.value_a IS 'What the first says, as written.';
COMMENT ON COLUMN main.conflicts.value_b IS 'What the second says, as written.';
COMMENT ON COLUMN main.conflicts.explanation IS 'Why the two cannot both be right.';
