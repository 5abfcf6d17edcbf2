-- Its number is taken elsewhere.
SELECT 1;
