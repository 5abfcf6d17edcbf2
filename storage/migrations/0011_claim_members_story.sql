-- A story's account is replaced as a whole: by its id, which is found a lot faster than thousands of claims.
ALTER TABLE loom.claim_members ADD COLUMN story_id VARCHAR;
UPDATE loom.claim_members AS m SET story_id = g.story_id
FROM loom.claim_groups AS g WHERE g.claim_group_id = m.claim_group_id;
