-- Rule 22: why a merchant asked for a refund, in its own words. Its channel is told the same under
-- the refund's number until that is final, so the text stands by that number.
create table refund_reasons (
  number text primary key references refunds (number),
  merchant text not null,
  order_id text not null,
  -- Empty: the merchant gave none. Null: erased.
  reason text,
  kept_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz,
  foreign key (merchant, order_id) references orders (merchant, id)
);
create index refund_reasons_of_order on refund_reasons (merchant, order_id);
create index refund_reasons_to_erase on refund_reasons (kept_at) where erased_at is null;

-- Until an append takes the request up; of one that was refused, until it is erased.
alter table requests add column reason text;
create index requests_to_erase on requests (created_at) where reason is not null;
