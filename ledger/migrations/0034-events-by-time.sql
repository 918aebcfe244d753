-- outside a transaction
create index concurrently if not exists events_by_time on events (merchant, created_at);
