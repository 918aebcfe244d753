-- Rule 21: what the ledger refused of an order. Written beside the append that was refused, never
-- by it, and removed once it is taken after all.
create table order_holds (
  id bigint generated always as identity primary key,
  merchant text not null,
  order_id text not null,
  -- The same input or consequence, refused again, is the same row.
  what text not null,
  kind text not null check (
    kind in ('evidence', 'consequence', 'answer', 'request', 'call', 'order')
  ),
  -- Attempts, or what else, it is about.
  numbers text[] not null,
  -- The inbox's row that it stands in, where it does.
  callback text,
  why text not null,
  since timestamptz not null default clock_timestamp(),
  tries integer not null default 1,
  -- When it is tried again by itself.
  next_try_at timestamptz not null,
  -- Builds of our code that tried it; a new one tries it at once.
  builds text[] not null,
  woken_at timestamptz,
  unique (merchant, order_id, what),
  foreign key (merchant, order_id) references orders (merchant, id)
);

create index order_holds_due on order_holds (next_try_at);
create index order_holds_of_callback on order_holds (callback) where callback is not null;

-- Rule 18: who had it tried again, and why. It stays when the hold is gone.
create table hold_decisions (
  id bigint generated always as identity primary key,
  merchant text not null,
  order_id text not null,
  what text not null,
  why_held text not null,
  name text not null,
  reason text not null,
  decided_at timestamptz not null default clock_timestamp(),
  foreign key (merchant, order_id) references orders (merchant, id)
);
create index hold_decisions_of_order on hold_decisions (merchant, order_id);

-- Whether any is there, for lists.
alter table orders add column held boolean not null default false;
create index orders_held on orders (created_at) where held;
