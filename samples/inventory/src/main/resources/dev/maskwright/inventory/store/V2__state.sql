-- Which scans the next one is compared with: those that could not be compared left the shelf's state as it was.
ALTER TABLE scan ADD COLUMN is_state INTEGER NOT NULL DEFAULT 1;
UPDATE scan SET is_state = 0
WHERE compared_with IS NULL AND notes LIKE '%not compared: %' AND notes NOT LIKE '%not compared: taken as a new baseline%';
