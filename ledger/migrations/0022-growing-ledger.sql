-- outside a transaction
-- Indexes for what a ledger of many orders is asked. Each is built while payments go on, which no
-- transaction can; a file that begins with the line above runs statement by statement, and again
-- from its start where it was broken off.

-- Each win and each refund looks at the refunds of its attempt: 0003.
create index concurrently if not exists refunds_of_attempt on refunds (attempt);

-- Lists, in the order in which they are told, by what they can be asked for.
create index concurrently if not exists orders_by_status
  on orders (merchant, status, created_at desc, id desc);
create index concurrently if not exists orders_by_status_everywhere
  on orders (status, created_at desc, merchant desc, id desc);
create index concurrently if not exists orders_waiting
  on orders (merchant, created_at desc, id desc) where attention <> '{}' or held;
create index concurrently if not exists orders_waiting_everywhere
  on orders (created_at desc, merchant desc, id desc) where attention <> '{}' or held;
create index concurrently if not exists refunds_by_status
  on refunds (merchant, status, created_at desc, number desc);
create index concurrently if not exists refunds_by_status_everywhere
  on refunds (status, created_at desc, number desc);
create index concurrently if not exists refunds_by_kind
  on refunds (merchant, kind, created_at desc, number desc);
create index concurrently if not exists refunds_by_kind_everywhere
  on refunds (kind, created_at desc, number desc);
create index concurrently if not exists acts_of_merchant
  on acts (merchant, at desc, id desc) where merchant is not null;

-- All that is kept of one payer, to be erased.
create index concurrently if not exists attempt_inputs_of_payer
  on attempt_inputs (merchant, (shopper ->> 'openid')) where shopper ->> 'openid' is not null;

-- Others do their work now.
drop index concurrently if exists orders_with_attention;
drop index concurrently if exists orders_held;
drop index concurrently if exists refunds_unfinished;
-- The unique key over merchant, order_id and position begins alike.
drop index concurrently if exists refunds_of_order;
