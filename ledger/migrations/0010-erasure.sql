-- Rule 22: personal and free text is erased a while after its order came to rest. What a
-- verified callback said of the payer stands in its raw body; the row itself stays, so that
-- the same event is known again.
alter table inbox add column erased_at timestamptz;

-- What is still to be erased, oldest first: the sweep reads no more than that.
create index attempt_inputs_to_erase on attempt_inputs (created_at) where erased_at is null;
create index attempt_offers_to_erase on attempt_offers (created_at) where erased_at is null;
create index inbox_to_erase on inbox (received_at) where erased_at is null;
create index inbox_of_order on inbox (consumed_by_merchant, consumed_by_order)
  where erased_at is null;

-- The keys of what came of an order go with its text.
create index idempotency_keys_of_resource on idempotency_keys ((resource->>'id'));
create index idempotency_keys_without on idempotency_keys (created_at) where resource is null;
