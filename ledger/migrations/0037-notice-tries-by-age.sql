-- outside a transaction
create index concurrently if not exists notice_tries_by_age on notice_tries (started_at);
