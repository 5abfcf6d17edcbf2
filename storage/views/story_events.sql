CREATE OR REPLACE VIEW main.story_events AS
SELECT number AS event_number, kind AS event, story_id, other_story_id, article_id, reason, version, decided_at
FROM loom.story_events;

COMMENT ON VIEW main.story_events IS 'One change of a story; ids of stories that ended since stay as they were.';
COMMENT ON COLUMN main.story_events.event_number IS 'Its place in the order of all events, from 1.';
COMMENT ON COLUMN main.story_events.event IS '''assignment'': an article came to the story; ''move'': it came there from another one; ''merge'': another story went on in it; ''split'': it began as a part of another one; ''pin'': a person said that an article belongs to it.';
COMMENT ON COLUMN main.story_events.story_id IS 'The story as it was called afterwards.';
COMMENT ON COLUMN main.story_events.other_story_id IS 'The story the article came from, that was merged, or that was split; NULL for an assignment and a pin.';
COMMENT ON COLUMN main.story_events.article_id IS 'The article concerned, or whose arrival brought it about; NULL where a ruling or a replay did.';
COMMENT ON COLUMN main.story_events.reason IS '''began'' (nothing here was like the article), ''resembles'', ''copy'' (it goes where the article goes that it copies), ''ruling'' (a person said so) or ''replay'' (the whole history was decided again).';
COMMENT ON COLUMN main.story_events.version IS 'Name and version of what decided it.';
COMMENT ON COLUMN main.story_events.decided_at IS 'When it was decided.';
