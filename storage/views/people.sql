CREATE OR REPLACE VIEW main.people AS
SELECT article_id, person, role, text, char_start, char_end
FROM loom.people;

COMMENT ON VIEW main.people IS 'One mention of a person with a role.';
COMMENT ON COLUMN main.people.article_id IS 'The article it stands in.';
COMMENT ON COLUMN main.people.person IS 'The person: the fullest name in the article.';
COMMENT ON COLUMN main.people.role IS 'The role the mention gives them.';
COMMENT ON COLUMN main.people.text IS 'The mention as written: exactly articles.text from char_start to char_end.';
COMMENT ON COLUMN main.people.char_start IS 'First code point of the text in articles.text, counted from 0.';
COMMENT ON COLUMN main.people.char_end IS 'Code point after its last.';
