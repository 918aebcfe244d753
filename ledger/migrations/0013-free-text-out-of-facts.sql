-- Rule 22, for ledgers of before: free text moves out of facts, events, requests and answers into
-- the rows that can be erased. Workers and API must be stopped: what the code before writes after
-- this stays where it wrote it, and it reads no fact of the new version.
-- Facts stay otherwise as they were written; this is the one time that they are touched.
lock table facts, orders, attempts, refunds, events, requests, channel_answers
  in share row exclusive mode;

-- The newest words of each number and code. Sentences of our own are none: their codes are ours.
insert into failure_words (merchant, order_id, number, code, words, kept_at)
  select distinct on (data ->> 'number', data ->> 'code')
    merchant, order_id, data ->> 'number', data ->> 'code', data ->> 'message', appended_at
  from facts
  where type in ('attempt_refused', 'create_abandoned', 'capture_refused',
      'refund_failed', 'refund_parked', 'refund_abnormal')
    and coalesce(data ->> 'message', '') <> ''
    and data ->> 'code'
      not in ('create_unanswered', 'not_captured', 'nothing_kept', 'not_refundable')
  order by data ->> 'number', data ->> 'code', merchant, order_id, seq desc;

insert into refund_reasons (number, merchant, order_id, reason, kept_at)
  select number, merchant, order_id, reason, created_at from refunds where kind = 'merchant';
update refunds set reason = '' where kind = 'merchant';

alter table facts disable trigger facts_append_only;
update facts set data = data - 'message'
  where type in ('attempt_refused', 'create_abandoned', 'capture_refused',
    'refund_failed', 'refund_parked', 'refund_abnormal') and data ? 'message';
update facts set data = data - 'reason'
  where type in ('refund_requested', 'refund_held') and data ? 'reason';
-- The mark of a payer was a plain hash, which a list of openids finds out, until the release that
-- brought 0010; an hour for its API to be replaced. A click after this is one of another payer.
create temporary table keyed_since on commit drop as
  select applied_at + interval '1 hour' as at from schema_migrations where name like '0010-%';
update facts set data = jsonb_set(data, '{payer}', 'null') from keyed_since
  where type = 'attempt_planned' and data ->> 'payer' is not null and appended_at < keyed_since.at;
update facts set data = jsonb_set(data, '{request,payer}', 'null') from keyed_since
  where type = 'pay_requested' and data #>> '{request,payer}' is not null
    and appended_at < keyed_since.at;
alter table facts enable trigger facts_append_only;
update attempts set payer = null from keyed_since
  where payer is not null and exists (
    select from facts where facts.merchant = attempts.merchant
      and facts.order_id = attempts.order_id and type = 'attempt_planned'
      and data ->> 'number' = attempts.channel_number and appended_at < keyed_since.at);
update requests set input = jsonb_set(input, '{request,payer}', 'null') from keyed_since
  where input #>> '{request,payer}' is not null and created_at < keyed_since.at;
-- All orders of one payer, to be erased.
create index attempts_of_payer on attempts (merchant, payer) where payer is not null;

-- These columns stay for a release, so that its code can be put beside the one before. Nothing reads them.
update attempts set failure_message = null where failure_message is not null;
update refunds set failure_message = null where failure_message is not null;

-- Of a request that an append took, the reason stands by its refund's number by now.
update requests set
    reason = case when not exists (
      select from facts where facts.merchant = requests.merchant
        and facts.order_id = requests.order_id and facts.type = 'refund_requested'
        and facts.data ->> 'input' = requests.id) then input ->> 'reason' end,
    input = input - 'reason'
  where input ->> 'type' = 'refund' and input ? 'reason';

update channel_answers
  set words = answer #>> '{answer,message}', answer = answer #- '{answer,message}'
  where answer #> '{answer,message}' is not null;

-- What an event tells of failures and reasons is joined when it is read.
create function pg_temp.without_words(told jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_typeof(told -> 'failure') = 'object'
    then jsonb_set(told, '{failure}', (told -> 'failure') - 'message') else told end
$$;
create function pg_temp.without_reason(told jsonb) returns jsonb language sql immutable as $$
  select case when told ->> 'kind' = 'merchant'
    then jsonb_set(told, '{reason}', 'null') else told end
$$;
update events set snapshot = snapshot || jsonb_build_object(
  'attempts', (
    select coalesce(jsonb_agg(pg_temp.without_words(one) order by place), '[]')
    from jsonb_array_elements(snapshot -> 'attempts') with ordinality as told (one, place)),
  'refunds', (
    select coalesce(jsonb_agg(pg_temp.without_reason(pg_temp.without_words(one)) order by place), '[]')
    from jsonb_array_elements(snapshot -> 'refunds') with ordinality as told (one, place)));
drop function pg_temp.without_words(jsonb);
drop function pg_temp.without_reason(jsonb);
