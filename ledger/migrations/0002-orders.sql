create table orders (
  merchant text not null references merchants (id),
  id text not null check (id ~ '^[A-Za-z0-9_.-]{1,64}$'),
  status text not null check (status in ('open', 'closing', 'paid', 'closed')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  amount_refunded_minor bigint not null default 0 check (amount_refunded_minor >= 0),
  winner text,
  attention text[] not null default '{}',
  alerts jsonb not null default '[]',
  description text not null,
  return_url text,
  notify_url text,
  metadata jsonb not null default '{}',
  checkout_token text not null unique,
  -- Hash of what the merchant asked for: tells "same again" from a conflict.
  content_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  closed_at timestamptz,
  -- Earliest due time of the agenda; null when nothing is due. The watchdog looks here.
  next_due_at timestamptz,
  -- Seq of the newest fact.
  version bigint not null,
  last_event_sequence bigint not null default 0,
  primary key (merchant, id),
  constraint "one-winner/paid-has-winner" check ((status = 'paid') = (winner is not null)),
  constraint "paid-stays-paid/paid-has-time" check (status <> 'paid' or paid_at is not null)
);
create index orders_by_age on orders (merchant, created_at desc, id desc);
create index orders_by_age_everywhere on orders (created_at desc, merchant desc, id desc);
create index orders_due on orders (next_due_at) where next_due_at is not null;
create index orders_with_attention on orders (created_at) where attention <> '{}';

create table facts (
  merchant text not null,
  order_id text not null,
  seq bigint not null check (seq > 0),
  v integer not null,
  type text not null,
  data jsonb not null,
  -- Ids of the inputs it came from. Rule 19.
  input_ids text[] not null default '{}',
  at timestamptz not null,
  appended_at timestamptz not null default clock_timestamp(),
  primary key (merchant, order_id, seq),
  foreign key (merchant, order_id) references orders (merchant, id)
);

create table attempts (
  -- Payment number; that of a second channel transaction is NUMBER-2.
  number text primary key,
  merchant text not null,
  order_id text not null,
  -- Place in the order, from 0.
  position integer not null,
  channel text not null,
  method text not null,
  account text not null,
  channel_number text not null,
  payer text,
  status text not null
    check (status in ('opening', 'offered', 'approved', 'succeeded', 'failed', 'closed')),
  role text check (role in ('winner', 'duplicate', 'late', 'mismatch')),
  superseded boolean not null,
  withdrawn boolean not null,
  final boolean not null,
  parked boolean not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  captured_minor bigint not null check (captured_minor >= 0),
  captured_currency text,
  refunded_minor bigint not null check (refunded_minor >= 0),
  reversed_minor bigint not null check (reversed_minor >= 0),
  channel_reference text,
  transaction text,
  failure_code text,
  failure_message text,
  planned_at timestamptz not null,
  expires_at timestamptz not null,
  succeeded_at timestamptz,
  foreign key (merchant, order_id) references orders (merchant, id),
  unique (merchant, order_id, position),
  unique (merchant, order_id, number)
);
create unique index "one-winner/one-per-order" on attempts (merchant, order_id)
  where role = 'winner';
create unique index "one-charge/one-attempt-per-transaction"
  on attempts (channel, account, channel_number, transaction) where transaction is not null;
create index attempts_at_channel on attempts (channel, account, channel_number);
create index attempts_parked on attempts (planned_at) where parked;

alter table orders add constraint "one-winner/winner-is-its-attempt"
  foreign key (merchant, id, winner) references attempts (merchant, order_id, number);

create table refunds (
  number text primary key,
  -- The merchant's own id, or for a compensation the refund number.
  id text not null,
  merchant text not null,
  order_id text not null,
  position integer not null,
  attempt text not null,
  kind text not null check (kind in ('merchant', 'compensation')),
  reason text not null,
  amount_minor bigint not null check (amount_minor > 0),
  status text not null check (
    status in ('awaiting_approval', 'requested', 'processing', 'succeeded', 'failed', 'manual')
  ),
  hold text,
  abnormal boolean not null,
  overdue boolean not null,
  failure_code text,
  failure_message text,
  created_at timestamptz not null,
  succeeded_at timestamptz,
  foreign key (merchant, order_id, attempt) references attempts (merchant, order_id, number),
  unique (merchant, order_id, position)
);
create unique index "no-over-refund/one-live-compensation" on refunds (attempt)
  where kind = 'compensation' and status not in ('failed', 'succeeded');
create unique index "no-over-refund/one-live-refund-per-id" on refunds (merchant, id)
  where kind = 'merchant' and status not in ('failed', 'succeeded');
create index refunds_of_order on refunds (merchant, order_id);
create index refunds_waiting on refunds (created_at)
  where status in ('awaiting_approval', 'manual') or overdue;

-- A merchant's refund ids: one id names one refund of one order, however many numbers it took.
create table refund_ids (
  merchant text not null references merchants (id),
  id text not null,
  order_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  created_at timestamptz not null default now(),
  primary key (merchant, id),
  foreign key (merchant, order_id) references orders (merchant, id)
);

-- Shopper's data and offers: erasable, so never in facts. No foreign key: the
-- inputs are written before the attempt is planned, if it ever is.
create table attempt_inputs (
  number text primary key,
  merchant text not null,
  order_id text not null,
  shopper jsonb,
  created_at timestamptz not null default now(),
  erased_at timestamptz
);
create index attempt_inputs_of_order on attempt_inputs (merchant, order_id);

create table attempt_offers (
  number text primary key references attempts (number),
  action jsonb,
  created_at timestamptz not null default now(),
  erased_at timestamptz
);
