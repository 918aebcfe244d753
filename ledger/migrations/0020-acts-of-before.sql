-- Acts from before the list was kept. By now triggers note each new one, so nothing is locked: what
-- they noted meanwhile is there already under the same id.
insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
  select noted.* from facts, act_of_fact(facts) as noted
  where type in ('refund_approved', 'refund_rejected', 'refund_resolved', 'alert_resolved')
  on conflict (id) do nothing;
insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
  select noted.* from unmatched, act_of_unmatched(unmatched) as noted
  where resolved_at is not null
  on conflict (id) do nothing;
insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
  select noted.* from hold_decisions, act_of_hold_decision(hold_decisions) as noted
  on conflict (id) do nothing;
insert into acts (id, at, by_name, what, why, merchant, order_id, subject, detail)
  select noted.* from control_changes, act_of_control_change(control_changes) as noted
  on conflict (id) do nothing;
