create table events (
  id text primary key,
  merchant text not null references merchants (id),
  -- Per merchant, without a gap, in the order of commit.
  number bigint not null,
  order_id text not null,
  -- Per order, from 1, without a gap.
  sequence bigint not null,
  type text not null,
  -- Seq of the fact it tells.
  version bigint not null,
  -- The order's JSON as of then, without what is erasable or depends on our address.
  snapshot jsonb not null,
  created_at timestamptz not null,
  foreign key (merchant, order_id) references orders (merchant, id),
  unique (merchant, number),
  unique (merchant, order_id, sequence)
);

create table inbox (
  id text primary key,
  -- Order of arrival.
  arrival bigint generated always as identity,
  channel text not null,
  account text not null,
  -- The channel's own id of the event, constant across its retries.
  event_id text not null,
  headers jsonb not null,
  body bytea not null,
  received_at timestamptz not null,
  signed_at timestamptz not null,
  -- The payment number it names, and what it says in the words of the rules.
  channel_number text,
  fresh boolean not null,
  news jsonb,
  state text not null
    check (state in ('received', 'handed_over', 'consumed', 'unmatched', 'ignored')),
  -- When the relay takes it (again). Handed over is not consumed: it comes again.
  due_at timestamptz,
  leased_by text,
  leases integer not null default 0,
  handed_over_at timestamptz,
  consumed_at timestamptz,
  consumed_by_merchant text,
  consumed_by_order text,
  consumed_by_seq bigint,
  constraint "nothing-lost/one-row-per-event" unique (channel, account, event_id),
  constraint "nothing-lost/due-until-consumed"
    check ((due_at is not null) = (state in ('received', 'handed_over')))
);
create index inbox_due on inbox (due_at) where due_at is not null;

create function callback_stays_consumed() returns trigger language plpgsql as $$
begin
  if old.state = 'consumed' and new.state <> 'consumed' then
    raise exception 'callback % is consumed and stays so', old.id
      using errcode = '23514', constraint = 'nothing-lost/consumed-stays';
  end if;
  return new;
end $$;
create trigger inbox_consumed_stays before update on inbox
  for each row execute function callback_stays_consumed();

-- Unverified callbacks: the newest thousand, and a count of all.
create table refused_callbacks (
  arrival bigint generated always as identity primary key,
  channel text not null,
  account text not null,
  reason text not null,
  detail text not null,
  payment_number text,
  headers jsonb not null,
  body bytea not null,
  received_at timestamptz not null
);
create table refused_callback_counts (
  channel text not null,
  account text not null,
  reason text not null,
  count bigint not null,
  primary key (channel, account, reason)
);

-- Money evidence of no attempt we know.
create table unmatched (
  id text primary key,
  source text not null check (source in ('callback', 'statement')),
  -- The inbox row or statement line it came from; one unmatched row each.
  source_id text not null,
  channel text not null,
  account text not null,
  payment_number text,
  transaction text,
  amount_minor bigint,
  currency text,
  detail text not null,
  found_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  unique (source, source_id)
);
create index unmatched_open on unmatched (found_at) where resolved_at is null;
