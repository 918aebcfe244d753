-- What a channel calls a refund, and where and when it says that the money arrives. A worker of the
-- release before leaves both as they are.
alter table refunds add column channel_reference text, add column expected jsonb;
