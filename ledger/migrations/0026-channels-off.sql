-- Channels, or parts of them, on which no new payment is begun. What was begun stays watched,
-- payable and refundable: nothing but a new click reads this.
create table channels_off (
  id bigint generated always as identity primary key,
  -- Who switched it off, and alone may switch it on again: a merchant; null: the operator.
  owner text references merchants (id),
  -- Null: for every merchant; every method; every account.
  merchant text references merchants (id),
  channel text not null,
  method text,
  account text,
  constraint "channels-off/a-merchant-its-own" check (owner is null or owner = merchant),
  constraint "channels-off/once" unique nulls not distinct (owner, merchant, channel, method, account)
);
create index channels_off_by_channel on channels_off (channel, merchant);

-- Whose switches were changed; null: the operator's.
alter table control_changes add column merchant text;

create or replace function act_of_control_change(change control_changes) returns table (
  id text, at timestamptz, by_name text, what text, why text, merchant text, order_id text,
  subject text, detail jsonb
) language sql stable as $$
  select act_id('controls/' || change.id), date_trunc('milliseconds', change.changed_at),
    change.changed_by, 'controls_changed', change.reason, change.merchant, null, null,
    case when change.merchant is not null then '{}'::jsonb else jsonb_build_object(
      'automatic_refunds', change.controls -> 'automaticRefunds',
      'refund_caps', change.controls -> 'refundCaps',
      'daily_budgets', (
        select coalesce(jsonb_agg(jsonb_build_object('merchant', one -> 'merchant',
          'currency', one -> 'currency', 'amount', one -> 'amountMinor')), '[]')
        from jsonb_array_elements(change.controls -> 'dailyBudgets') as one)) end
    -- Left out where it was not changed, as by the release before.
    || case when change.controls ? 'channelsOff'
      then jsonb_build_object('channels_off', change.controls -> 'channelsOff') else '{}' end
$$;
