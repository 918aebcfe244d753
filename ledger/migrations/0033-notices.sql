-- Notices: events that are sent to merchants. Each order has a line, in which its events are told one
-- after the other; an event that somebody wants again has a line of its own beside it.

-- Secrets that sign notices. A secret itself is stored nowhere: it is derived from the installation's
-- key and its id.
create table notice_secrets (
  id text primary key,
  merchant text not null references merchants (id),
  created_at timestamptz not null default now(),
  -- Until when it signs, where a newer one took its place; null: it has no end.
  ends_at timestamptz
);
create index notice_secrets_of_merchant on notice_secrets (merchant, created_at);

-- Where a merchant's notices go, by origin: what is down together.
create table notice_endpoints (
  id text primary key,
  merchant text not null references merchants (id),
  -- scheme://host:port
  origin text not null,
  -- Tries in a row that did not reach it, or that it could not serve.
  failures integer not null default 0,
  failing_since timestamptz,
  -- Nothing is sent before; null: it is well.
  closed_until timestamptz,
  -- When its run looks by itself; null: it has no run.
  looks_at timestamptz,
  -- It is not woken before: somebody wakes it, or works at it.
  wake_after timestamptz not null default now(),
  -- Since when it is woken in vain; null: its run worked since.
  woken_since timestamptz,
  -- Since when notices were given up that nobody looked at, how many, and what the newest one met.
  given_up_since timestamptz,
  given_up bigint not null default 0,
  given_up_error text,
  unique (merchant, origin)
);
create index notice_endpoints_given_up on notice_endpoints (given_up_since)
  where given_up_since is not null;

-- No foreign keys to orders and events, which are never deleted: a key's lock would make appends wait
-- for whoever sends thousands of events again.
create table notice_lines (
  merchant text not null,
  order_id text not null,
  -- The event that is sent again; empty: the order's own line.
  resend text not null default '',
  -- Sequence of the last event that was accepted, or given up.
  told bigint not null,
  -- Sequence of the last event there is to tell.
  newest bigint not null,
  -- When the resend was asked; its tries count from then. Null: they count from the event.
  asked_at timestamptz,
  -- Null: not known yet, or no longer.
  endpoint text references notice_endpoints (id),
  -- Tries of the event after `told`.
  tries integer not null default 0,
  -- When that event is tried; null: nothing waits.
  due_at timestamptz,
  -- Somebody is trying it, and it is due again then, if he ends; sooner where a new event came.
  taken_until timestamptz,
  primary key (merchant, order_id, resend),
  constraint "nothing-lost/due-until-told" check ((due_at is not null) = (told < newest))
);
create index notice_lines_due on notice_lines (endpoint, due_at) where due_at is not null;
-- What is sent again waits behind what was never sent.
create index notice_lines_own on notice_lines (endpoint, due_at)
  where due_at is not null and resend = '';
create index notice_lines_again on notice_lines (endpoint, due_at)
  where due_at is not null and resend <> '';
create index notice_lines_nowhere on notice_lines (due_at)
  where due_at is not null and endpoint is null;

-- Each try of a notice.
create table notice_tries (
  arrival bigint generated always as identity primary key,
  merchant text not null,
  order_id text not null,
  event text not null,
  url text not null,
  attempt integer not null,
  is_resend boolean not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  status text not null check (status in ('accepted', 'failed', 'given_up')),
  response_status integer,
  error text
);
create index notice_tries_of_merchant on notice_tries (merchant, arrival);
create index notice_tries_of_order on notice_tries (merchant, order_id, arrival);
create index notice_tries_of_event on notice_tries (event, arrival);
create index notice_tries_not_accepted on notice_tries (status, arrival) where status <> 'accepted';

-- scheme://host:port of an address as the URL standard writes it.
create function origin_of(url text) returns text language sql immutable as $$
  select lower(substring(url from '^[A-Za-z]+://[^/?#]+'))
$$;

-- An event is told from its commit on, whichever release wrote it. A new event tries the one that
-- waits before it again at once. An endpoint that is new is made apart, for no append to wait for it.
create function event_is_noticed() returns trigger language plpgsql as $$
begin
  insert into notice_lines (merchant, order_id, told, newest, due_at, endpoint)
  select new.merchant, new.order_id, new.sequence - 1, new.sequence, now(), notice_endpoints.id
  from orders join merchants on merchants.id = orders.merchant
  left join notice_endpoints on notice_endpoints.merchant = orders.merchant
    and origin = origin_of(coalesce(orders.notify_url, merchants.notify_url))
  where orders.merchant = new.merchant and orders.id = new.order_id
    and coalesce(orders.notify_url, merchants.notify_url) is not null
  on conflict (merchant, order_id, resend) do update
    set newest = excluded.newest, due_at = now(), endpoint = excluded.endpoint,
      -- What was written while there was no address is told in the list of events alone.
      told = case when notice_lines.told = notice_lines.newest then excluded.told
        else notice_lines.told end;
  return null;
end $$;
create trigger events_are_noticed after insert on events
  for each row execute function event_is_noticed();

-- A merchant's address changed: what waits for it goes to the new one, at once.
create function notices_move() returns trigger language plpgsql as $$
begin
  -- No more than a change may take; the others are found to be at the wrong endpoint when they are
  -- tried.
  update notice_lines set endpoint = null, due_at = now()
  where (merchant, order_id, resend) in (
    select line.merchant, line.order_id, line.resend from notice_lines as line
    join orders on orders.merchant = line.merchant and orders.id = line.order_id
    where line.endpoint in (select id from notice_endpoints where notice_endpoints.merchant = new.id)
      and line.due_at is not null and orders.notify_url is null
    limit 1000 for update of line skip locked
  );
  return null;
end $$;
create trigger merchants_move_notices after update of notify_url on merchants
  for each row when (old.notify_url is distinct from new.notify_url)
  execute function notices_move();
