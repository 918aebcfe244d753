-- outside a transaction
-- Callbacks of an order's attempts that no append has taken up yet, for its story. Few wait at a time.
create index concurrently if not exists inbox_waiting
  on inbox (channel, account, channel_number) where due_at is not null;
