create table merchants (
  id text primary key check (id ~ '^[a-z0-9_-]{1,32}$'),
  name text not null,
  notify_url text,
  -- Only what differs from the installation's policy.
  policy jsonb not null default '{}',
  -- Number of the newest event; drawn under this row's lock, so that a reader of `?after=` skips none.
  last_event bigint not null default 0,
  created_at timestamptz not null default now()
);

create table api_keys (
  id text primary key,
  merchant text references merchants (id),
  role text not null check (role in ('merchant', 'read', 'ops')),
  -- sha256 of the key in hex. The key itself is shown once and kept nowhere.
  hash text not null unique,
  -- The first characters, by which people tell keys apart.
  prefix text not null,
  label text not null default '',
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  -- A key for the whole installation is an ops key; the others belong to one merchant.
  check ((merchant is null) = (role = 'ops'))
);

create table idempotency_keys (
  -- The merchant, or '*' for an ops key.
  scope text not null,
  key text not null check (length(key) between 1 and 255),
  request_hash text not null,
  -- Who holds the lease: a later holder's token differs, so a late release frees nothing.
  lease text not null,
  leased_until timestamptz not null,
  -- What came of it: kind and id of a resource. Null while unknown.
  resource jsonb,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
