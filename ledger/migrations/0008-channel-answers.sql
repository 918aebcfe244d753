-- What a call may be made by: where create and capture stand. Null: written before this migration.
alter table attempts
  add column create_state text
    check (create_state in ('planned', 'acknowledged', 'refused', 'abandoned')),
  add column capture_state text
    check (capture_state in ('wanted', 'requested', 'refused', 'done'));

-- Whether a person approved it: then no switch stops it right before its call.
alter table refunds add column approved_at timestamptz;
update refunds set approved_at = facts.at from facts
  where facts.merchant = refunds.merchant and facts.order_id = refunds.order_id
    and facts.type = 'refund_approved' and facts.data ->> 'number' = refunds.number
    and refunds.status = 'requested';

-- What channels answered to our own calls, the newest of each kind for each number. A run takes
-- an answer from here alone: what comes back through the engine names it and proves nothing.
create table channel_answers (
  merchant text not null,
  order_id text not null,
  call text not null
    check (call in ('create', 'query', 'close', 'void', 'capture', 'refund', 'query_refund')),
  -- Our own number of what was asked about: an attempt, or a refund.
  number text not null,
  attempt text not null,
  channel text not null,
  account text not null,
  -- When the run asked, by its own clock: tells this call's answer from another's.
  asked_at_ms bigint not null,
  answer jsonb not null,
  answered_at timestamptz not null default clock_timestamp(),
  -- Seq of the order after the append that took it.
  consumed_by_seq bigint,
  primary key (merchant, order_id, call, number),
  foreign key (merchant, order_id, attempt) references attempts (merchant, order_id, number)
);
