-- How far a sweep has come that goes through rows by their age, so that it reads each row once.
create table sweeps (
  name text primary key,
  -- The age up to which it has seen all rows.
  reached timestamptz not null
);
