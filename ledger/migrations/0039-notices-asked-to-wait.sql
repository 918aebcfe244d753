-- Until when a receiver asked to be left alone (Retry-After): for all notices to it, whatever became
-- of others meanwhile.
alter table notice_endpoints add column asked_until timestamptz;
