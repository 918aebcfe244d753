-- How much of their limits callers have used: one row a caller that calls often, written a few times
-- a second by each API process, which leases what it will let through. Unlogged: after a crash of
-- the database it is empty, and each limit is whole again.
create unlogged table rate_limits (
  kind text not null check (kind in ('key', 'token', 'address')),
  -- A key's id; tokens and addresses only as keyed hashes.
  name text not null,
  per_second double precision not null check (per_second > 0),
  burst double precision not null check (burst >= 1),
  -- When the whole burst is there again. A row whose moment is past says nothing, and is deleted.
  full_at timestamptz not null,
  -- What the last lease was given.
  leased double precision not null,
  primary key (kind, name)
);
create index rate_limits_by_full_at on rate_limits (full_at);
