SELECT article_id AS id, 'it was seen at the same place more than once' AS problem
FROM main.sightings GROUP BY article_id, source, url HAVING count(*) > 1;
