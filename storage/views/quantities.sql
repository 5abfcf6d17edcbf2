CREATE OR REPLACE VIEW main.quantities AS
SELECT
    quantity_id,
    claim_id,
    article_id,
    value,
    value_max,
    unit,
    qualifier,
    measure,
    entity,
    as_of,
    text,
    char_start,
    char_end
FROM loom.quantities;

COMMENT ON VIEW main.quantities IS 'One figure in a claim.';
COMMENT ON COLUMN main.quantities.quantity_id IS 'Stable id.';
COMMENT ON COLUMN main.quantities.claim_id IS 'The claim it stands in.';
COMMENT ON COLUMN main.quantities.article_id IS 'The article it stands in.';
COMMENT ON COLUMN main.quantities.value IS 'The value in the base unit (650000000; 40 for 40 %); of a range, its lower end.';
COMMENT ON COLUMN main.quantities.value_max IS 'Upper end of a range; NULL for a single value.';
COMMENT ON COLUMN main.quantities.unit IS 'ISO 4217 code of a currency, ''percent'', else a noun in the singular.';
COMMENT ON COLUMN main.quantities.qualifier IS '''about'', ''more_than'', ''at_least'', ''less_than'' or ''at_most''; NULL where the figure is given as exact.';
COMMENT ON COLUMN main.quantities.measure IS 'What is counted or measured (''monthly users'').';
COMMENT ON COLUMN main.quantities.entity IS 'Whose figure it is (''Gemini'').';
COMMENT ON COLUMN main.quantities.as_of IS 'The time the figure holds for (ISO 8601, as precise as stated).';
COMMENT ON COLUMN main.quantities.text IS 'The figure as written: exactly articles.text from char_start to char_end.';
COMMENT ON COLUMN main.quantities.char_start IS 'First code point of the text in articles.text, counted from 0.';
COMMENT ON COLUMN main.quantities.char_end IS 'Code point after its last.';
