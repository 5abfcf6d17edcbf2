-- Articles number `first` to before `last` of a made history: every value a pseudo-random function of that number.
-- Rows have the sizes of real ones. Variables: first, last, count, daily, claims, last_day, version, words, word_terms,
-- names, name_terms, vectors (lists).

CREATE OR REPLACE TEMP MACRO digits_of(h) AS lpad(lower(to_hex(h)), 16, '0');
CREATE OR REPLACE TEMP MACRO id_of(kind, number) AS digits_of(hash(kind, number));
CREATE OR REPLACE TEMP MACRO day_of(seq) AS
    getvariable('last_day')::DATE - ((getvariable('count') - 1 - seq) // getvariable('daily'))::INTEGER;
CREATE OR REPLACE TEMP MACRO name_of(story, i) AS 1 + (story * 6 + i) * 7919 % len(getvariable('names'));
CREATE OR REPLACE TEMP MACRO word_of(story, i) AS 1 + (story * 31 + i * 977) % len(getvariable('words'));
-- A rank as frequent as words are by Zipf's law.
CREATE OR REPLACE TEMP MACRO common_word(h) AS
    1 + floor(pow(len(getvariable('words')) - 1, (h % 1000003) / 1000003.0))::BIGINT;
CREATE OR REPLACE TEMP MACRO words_of(seq, what, n) AS array_to_string(
    list_transform(range(n), lambda i: getvariable('words')[common_word(hash(seq, what, i))]), ' '
);

CREATE OR REPLACE TEMP TABLE numbers AS
SELECT range AS seq, range // 4 AS story FROM range(getvariable('first')::BIGINT, getvariable('last')::BIGINT);
CREATE OR REPLACE TEMP TABLE told AS
SELECT seq, story, unnest(range(getvariable('claims')::BIGINT)) AS i FROM numbers;

INSERT INTO loom.articles BY NAME
SELECT
    id_of('article', seq) AS article_id,
    id_of('document', seq) AS document_id,
    'https://site' || seq % 500 || '.example/' || seq AS url,
    'site' || seq % 500 || '.example' AS site,
    'Site ' || seq % 500 AS outlet,
    words_of(seq, 'title', 9) AS title,
    [] AS authors,
    day_of(seq)::TIMESTAMPTZ AS published_at,
    day_of(seq) AS published_on,
    'day' AS published_precision,
    'en' AS language,
    words_of(seq, 'text', 100) AS text,
    100 AS word_count,
    false AS is_truncated,
    'history' AS source,
    'history' AS extractor,
    seq,
    day_of(seq) + INTERVAL 12 HOUR AS first_seen_at
FROM numbers;

-- A sample holds 76 shingles, four of them of a thousand phrases that any article may use.
INSERT INTO loom.fingerprints BY NAME
SELECT
    id_of('article', seq) AS article_id,
    'en' AS language,
    day_of(seq) AS published_on,
    id_of('text', seq) AS text_hash,
    unhex(
        array_to_string(list_transform(range(36), lambda i: digits_of(hash(seq, i))), '')
        || array_to_string(list_transform(range(4), lambda i: digits_of(hash(hash(seq, i, 7) % 1000))[:8]), '')
    ) AS signature,
    terms,
    list_transform(terms, lambda _: 4::INTEGER) AS term_counts,
    list_transform(range(6), lambda i: getvariable('names')[name_of(story, i)]) AS names,
    [(story % 900)::VARCHAR] AS numbers,
    getvariable('vectors')[1 + story % len(getvariable('vectors'))] AS vector,
    getvariable('version') AS version,
    day_of(seq)::TIMESTAMPTZ AS published_at
FROM (
    SELECT seq, story, list_distinct(
        flatten(list_transform(range(6), lambda i: getvariable('name_terms')[name_of(story, i)]))
        || list_transform(range(40), lambda i: getvariable('word_terms')[word_of(story, i)])
        || list_transform(range(70), lambda i: getvariable('word_terms')[common_word(hash(seq, i, 9))])
    ) AS terms
    FROM numbers
);

INSERT INTO loom.documents BY NAME
SELECT id_of('document', seq) AS document_id, id_of('article', seq) AS article_id FROM numbers;

INSERT INTO loom.provenance BY NAME
SELECT id_of('article', seq) AS article_id, 'history' AS extractor FROM numbers;

INSERT INTO loom.copies BY NAME
SELECT id_of('article', seq) AS article_id, id_of('article', seq) AS copy_set_id FROM numbers;

INSERT INTO loom.story_members BY NAME
SELECT
    id_of('article', seq) AS article_id,
    id_of('story', story) AS story_id,
    0.5 AS similarity,
    ['one', 'two'] AS shared_terms,
    ['Ada Brook'] AS shared_names,
    ['7'] AS shared_numbers,
    'history' AS version
FROM numbers;

INSERT INTO loom.story_events BY NAME
SELECT
    seq AS number,
    'assignment' AS kind,
    id_of('story', story) AS story_id,
    id_of('article', seq) AS article_id,
    'resembles' AS reason,
    'history' AS version,
    day_of(seq)::TIMESTAMPTZ AS decided_at
FROM numbers;

INSERT INTO loom.stories BY NAME
SELECT id_of('story', story) AS story_id, words_of(seq, 'title', 9) AS headline FROM numbers WHERE seq % 4 = 0;

INSERT INTO loom.claims BY NAME
SELECT
    id_of('claim', seq * 100 + i) AS claim_id,
    id_of('article', seq) AS article_id,
    'statement' AS kind,
    repeat(id_of('text', seq * 100 + i), 5) AS text,
    i * 90 AS char_start,
    i * 90 + 80 AS char_end,
    i * 90 AS sentence_start,
    i * 90 + 80 AS sentence_end,
    0.5 AS check_worthiness,
    'history' AS extractor
FROM told;

INSERT INTO loom.claim_groups BY NAME
SELECT
    id_of('group', seq * 100 + i) AS claim_group_id,
    id_of('story', story) AS story_id,
    id_of('claim', seq * 100 + i) AS claim_id
FROM told;

INSERT INTO loom.claim_members BY NAME
SELECT
    id_of('claim', seq * 100 + i) AS claim_id,
    id_of('group', seq * 100 + i) AS claim_group_id,
    id_of('story', story) AS story_id
FROM told;

INSERT INTO loom.quantities BY NAME
SELECT
    id_of('quantity', seq * 100 + i) AS quantity_id,
    id_of('claim', seq * 100 + i) AS claim_id,
    id_of('article', seq) AS article_id,
    7.0 AS value,
    '7' AS text,
    i * 90 AS char_start,
    i * 90 + 1 AS char_end
FROM told WHERE i % 4 = 0;
