create index if not exists attempts_by_prefix on attempts (merchant, number collate "C");
create index if not exists attempts_by_reference
  on attempts (merchant, channel_reference collate "C") where channel_reference is not null;
-- What a channel calls the payment once it took the money; shoppers read it in its app.
create index if not exists attempts_by_transaction
  on attempts (merchant, transaction collate "C") where transaction is not null;
