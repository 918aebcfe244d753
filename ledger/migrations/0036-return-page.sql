-- Where the channel sends the shopper of an attempt back to; null: where the order says. Set for what
-- is opened on the cashier page, whose own address it is. A worker of the release before reads the
-- order's.
alter table attempt_inputs add column return_url text;
