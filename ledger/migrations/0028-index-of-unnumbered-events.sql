-- outside a transaction
create index concurrently if not exists events_unnumbered on events (merchant, number desc)
  where number < 0;
