-- Rule 18: every act of a person, in one list: who, when, what and why. An act that is a fact, or a
-- row elsewhere, gets its line by a trigger, in the same transaction: so whoever writes it, code of
-- the release before among them, leaves none out. No foreign keys: an act stays whatever becomes of
-- what it was about, and making one would lock out the orders' writers.
create table acts (
  id text primary key,
  -- Whole milliseconds, which is what a cursor holds.
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  by_name text not null,
  what text not null check (what in (
    'refund_approved', 'refund_rejected', 'refund_resolved', 'attention_resolved', 'hold_retried',
    'controls_changed', 'merchant_created', 'merchant_changed', 'key_created', 'key_revoked'
  )),
  -- Null: no reason was asked for.
  why text,
  merchant text,
  order_id text,
  -- The refund, the item of attention, or the key.
  subject text,
  detail jsonb not null default '{}',
  constraint "acts/whole-milliseconds" check (at = date_trunc('milliseconds', at))
);
create index acts_by_time on acts (at desc, id desc);
create index acts_by_person on acts (by_name, at desc, id desc);
create index acts_of_order on acts (order_id, at desc, id desc) where order_id is not null;

create function act_id(source text) returns text language sql stable as $$
  select 'act_' || left(encode(sha256(convert_to(source, 'UTF8')), 'hex'), 32)
$$;

-- An append must never fail by its line here, so nothing in it may be missing; and the columns are
-- named, here and in each insert, so that a later migration may add one to acts.
create function act_of_fact(fact facts) returns table (
  id text, at timestamptz, by_name text, what text, why text, merchant text, order_id text,
  subject text, detail jsonb
) language sql stable as $$
  select act_id(concat_ws('/', 'fact', fact.merchant, fact.order_id, fact.seq)),
    date_trunc('milliseconds', fact.at),
    coalesce(fact.data #>> '{by,name}', ''),
    case fact.type when 'alert_resolved' then 'attention_resolved' else fact.type end,
    fact.data #>> '{by,reason}',
    fact.merchant,
    fact.order_id,
    coalesce(fact.data ->> 'number', fact.data ->> 'id'),
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', fact.data -> 'outcome', 'amount_returned', fact.data -> 'returnedMinor'))
$$;
create function note_act_of_fact() returns trigger language plpgsql as $$
begin
  insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
    select noted.* from act_of_fact(new) as noted
    on conflict (id) do nothing;
  return null;
end $$;
create trigger facts_acts after insert on facts for each row
  when (new.type in ('refund_approved', 'refund_rejected', 'refund_resolved', 'alert_resolved'))
  execute function note_act_of_fact();

create function act_of_unmatched(found unmatched) returns table (
  id text, at timestamptz, by_name text, what text, why text, merchant text, order_id text,
  subject text, detail jsonb
) language sql stable as $$
  select act_id('unmatched/' || found.id), date_trunc('milliseconds', found.resolved_at),
    coalesce(found.resolved_by, ''), 'attention_resolved', found.resolution, null, null, found.id,
    jsonb_strip_nulls(jsonb_build_object('channel', found.channel, 'account', found.account,
      'number', found.payment_number))
$$;
create function note_act_of_unmatched() returns trigger language plpgsql as $$
begin
  insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
    select noted.* from act_of_unmatched(new) as noted
    on conflict (id) do nothing;
  return null;
end $$;
create trigger unmatched_acts after update on unmatched for each row
  when (old.resolved_at is null and new.resolved_at is not null)
  execute function note_act_of_unmatched();

create function act_of_hold_decision(decided hold_decisions) returns table (
  id text, at timestamptz, by_name text, what text, why text, merchant text, order_id text,
  subject text, detail jsonb
) language sql stable as $$
  select act_id('hold/' || decided.id), date_trunc('milliseconds', decided.decided_at),
    decided.name, 'hold_retried', decided.reason, decided.merchant, decided.order_id, decided.what,
    jsonb_build_object('why_held', decided.why_held)
$$;
create function note_act_of_hold_decision() returns trigger language plpgsql as $$
begin
  insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
    select noted.* from act_of_hold_decision(new) as noted
    on conflict (id) do nothing;
  return null;
end $$;
create trigger hold_decisions_acts after insert on hold_decisions for each row
  execute function note_act_of_hold_decision();

create function act_of_control_change(change control_changes) returns table (
  id text, at timestamptz, by_name text, what text, why text, merchant text, order_id text,
  subject text, detail jsonb
) language sql stable as $$
  select act_id('controls/' || change.id), date_trunc('milliseconds', change.changed_at),
    change.changed_by, 'controls_changed', change.reason, null, null, null,
    jsonb_build_object(
      'automatic_refunds', change.controls -> 'automaticRefunds',
      'refund_caps', change.controls -> 'refundCaps',
      'daily_budgets', (
        select coalesce(jsonb_agg(jsonb_build_object('merchant', one -> 'merchant',
          'currency', one -> 'currency', 'amount', one -> 'amountMinor')), '[]')
        from jsonb_array_elements(change.controls -> 'dailyBudgets') as one))
$$;
create function note_act_of_control_change() returns trigger language plpgsql as $$
begin
  insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
    select noted.* from act_of_control_change(new) as noted
    on conflict (id) do nothing;
  return null;
end $$;
create trigger control_changes_acts after insert on control_changes for each row
  execute function note_act_of_control_change();
