SELECT d.article_id, 'a document occurs more than once for one article' AS problem
FROM loom.documents AS d GROUP BY d.document_id, d.article_id HAVING count(*) > 1
UNION ALL
SELECT d.article_id, 'its article is not stored'
FROM loom.documents AS d ANTI JOIN loom.articles AS a ON a.article_id = d.article_id
UNION ALL
SELECT d.article_id, 'a document was pruned and is still kept' FROM main.documents AS d WHERE d.is_kept AND d.pruned_at IS NOT NULL
UNION ALL
SELECT a.article_id, 'it was forgotten and is here'
FROM loom.articles AS a JOIN loom.forgotten AS f ON f.kind = 'article' AND f.id = a.article_id
UNION ALL
SELECT a.article_id, 'its site was forgotten and it is here'
FROM loom.articles AS a JOIN loom.forgotten AS f ON f.kind = 'site' AND (a.site = f.id OR ends_with(a.site, '.' || f.id));
