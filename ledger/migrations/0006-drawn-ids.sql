-- The id drawn for what a request may make, kept through takeovers of its lease:
-- a repeat after a lost answer asks for the same payment number again.
alter table idempotency_keys add column drawn text;
