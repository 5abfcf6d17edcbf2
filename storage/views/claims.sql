CREATE OR REPLACE VIEW main.claims AS
SELECT
    c.claim_id,
    c.article_id,
    k.story_id,
    c.kind,
    c.text,
    c.char_start,
    c.char_end,
    c.sentence_start,
    c.sentence_end,
    c.quotation_id,
    c.speaker,
    c.speaker_kind,
    c.speaker_start,
    c.speaker_end,
    c.cue,
    c.origin,
    coalesce(c.credit_key, k.origin_key) AS origin_key,
    c.is_negated,
    c.is_denied,
    c.is_hedged,
    c.is_conditional,
    c.is_future,
    c.check_worthiness,
    c.extractor,
    m.claim_group_id
FROM loom.claims AS c
LEFT JOIN loom.article_keys AS k ON k.article_id = c.article_id
LEFT JOIN loom.claim_members AS m ON m.claim_id = c.claim_id;

COMMENT ON VIEW main.claims IS 'One contiguous span of an article that states one thing; spans may overlap or nest.';
COMMENT ON COLUMN main.claims.claim_id IS 'Stable id.';
COMMENT ON COLUMN main.claims.article_id IS 'The article it stands in.';
COMMENT ON COLUMN main.claims.story_id IS 'The article''s story.';
COMMENT ON COLUMN main.claims.kind IS '''quote'': wholly inside quotation marks; ''attributed'': reported speech, may hold quoted words; ''statement'': the article''s own voice.';
COMMENT ON COLUMN main.claims.text IS 'What is claimed, without speaker and cue: exactly articles.text from char_start to char_end.';
COMMENT ON COLUMN main.claims.char_start IS 'First code point of the text in articles.text, counted from 0.';
COMMENT ON COLUMN main.claims.char_end IS 'Code point after its last.';
COMMENT ON COLUMN main.claims.sentence_start IS 'First code point of the sentence (or sentences) it stands in.';
COMMENT ON COLUMN main.claims.sentence_end IS 'Code point after the last of its sentence.';
COMMENT ON COLUMN main.claims.quotation_id IS 'Shared by the pieces of one interrupted quotation, which count once.';
COMMENT ON COLUMN main.claims.speaker IS 'Who says it: the fullest name in the article.';
COMMENT ON COLUMN main.claims.speaker_kind IS '''person'', ''organisation'', ''anonymous'', ''outlet'' or ''unknown''.';
COMMENT ON COLUMN main.claims.speaker_start IS 'First code point of the mention of the speaker as written.';
COMMENT ON COLUMN main.claims.speaker_end IS 'Code point after the mention''s last.';
COMMENT ON COLUMN main.claims.cue IS 'The words that report it (''said'', ''according to'').';
COMMENT ON COLUMN main.claims.origin IS 'The outlet or body it is credited to, normalised; NULL where it credits none.';
COMMENT ON COLUMN main.claims.origin_key IS 'What it counts under where independent origins are counted: its own credit, else its article''s origin_key. Never NULL.';
COMMENT ON COLUMN main.claims.is_negated IS 'Whether it says that something is not so.';
COMMENT ON COLUMN main.claims.is_denied IS 'Whether it denies what others say.';
COMMENT ON COLUMN main.claims.is_hedged IS 'Whether it is put as possible, not as certain.';
COMMENT ON COLUMN main.claims.is_conditional IS 'Whether it holds only under a stated condition.';
COMMENT ON COLUMN main.claims.is_future IS 'Whether it is about what is still to come.';
COMMENT ON COLUMN main.claims.check_worthiness IS 'How much it is worth a fact-checker''s time, 0 to 1.';
COMMENT ON COLUMN main.claims.extractor IS 'Name and version of what extracted it.';
COMMENT ON COLUMN main.claims.claim_group_id IS 'The claims of the story that state the same version of the same fact. Never NULL.';
