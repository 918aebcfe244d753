-- Until when a merchant may answer what becomes of a late payment, and what it said (rule 8). A worker
-- of the release before leaves both as they are.
alter table attempts add column late_answer_by timestamptz, add column late_decision text;
