-- outside a transaction
-- Search by what a channel calls a refund; shoppers read it in the channel's app.
create index concurrently if not exists refunds_by_reference
  on refunds (merchant, channel_reference collate "C") where channel_reference is not null;
