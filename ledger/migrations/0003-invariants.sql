-- The invariants of rules.md once more, so that a bug of ours ends in an error,
-- not in money lost. Each raises with the invariant's name as `constraint`.

create function facts_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'facts are append-only: % is refused', tg_op
    using errcode = '23514', constraint = 'append-only/facts';
end $$;
create trigger facts_append_only before update or delete on facts
  for each row execute function facts_are_append_only();
create trigger facts_never_truncated before truncate on facts
  for each statement execute function facts_are_append_only();

create function paid_order_stays_paid() returns trigger language plpgsql as $$
begin
  if old.status = 'paid' and new.status <> 'paid' then
    raise exception 'order %/% is paid and can not become %', old.merchant, old.id, new.status
      using errcode = '23514', constraint = 'paid-stays-paid/status';
  end if;
  if old.winner is not null and new.winner is distinct from old.winner then
    raise exception 'order %/% has a winner, which never changes', old.merchant, old.id
      using errcode = '23514', constraint = 'one-winner/never-changes';
  end if;
  if new.winner is not null and not exists (
    select from attempts where number = new.winner and role = 'winner'
  ) then
    raise exception 'order %/% names a winner that is none', old.merchant, old.id
      using errcode = '23514', constraint = 'one-winner/has-role';
  end if;
  if new.version < old.version then
    raise exception 'order %/% can not go back from version % to %',
      old.merchant, old.id, old.version, new.version
      using errcode = '23514', constraint = 'one-writer/version';
  end if;
  return new;
end $$;
create trigger order_stays_paid before update on orders
  for each row execute function paid_order_stays_paid();

create function winner_is_safe() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.role = 'winner' and new.role is distinct from 'winner' then
    raise exception 'attempt % is the winner and stays it', old.number
      using errcode = '23514', constraint = 'one-winner/never-changes';
  end if;
  if tg_op = 'UPDATE' and old.status = 'succeeded' and new.status <> 'succeeded' then
    raise exception 'attempt % succeeded, which is never undone', old.number
      using errcode = '23514', constraint = 'books-balance/success-stays';
  end if;
  if new.role = 'winner' and (tg_op = 'INSERT' or old.role is distinct from 'winner') then
    if new.captured_minor <> new.amount_minor
      or new.captured_currency is distinct from new.currency then
      raise exception 'attempt % did not capture the amount and can not win', new.number
        using errcode = '23514', constraint = 'books-balance/winner-captured-the-amount';
    end if;
    if exists (select from refunds where attempt = new.number and kind = 'compensation') then
      raise exception 'attempt % has a compensation and can not win', new.number
        using errcode = '23514', constraint = 'winner-safe/compensated';
    end if;
  end if;
  return new;
end $$;
create trigger attempt_winner_is_safe before insert or update on attempts
  for each row execute function winner_is_safe();

create function refund_is_covered() returns trigger language plpgsql as $$
declare
  paid attempts;
  asked_minor bigint;
begin
  if tg_op = 'UPDATE' then
    if new.attempt <> old.attempt or new.kind <> old.kind or new.id <> old.id then
      raise exception 'refund % can not change what it is for', new.number
        using errcode = '23514', constraint = 'no-over-refund/unchangeable';
    end if;
    -- Only asking is guarded. What a channel reports of a refund always goes in.
    if new.amount_minor <= old.amount_minor
      and not (old.status = 'awaiting_approval' and new.status = 'requested') then
      return new;
    end if;
  end if;
  -- The lock makes two refunds of one attempt take turns, whoever writes them.
  select * into paid from attempts where number = new.attempt for update;
  if new.kind = 'compensation' and paid.role = 'winner' then
    raise exception 'refund %: the winner % is never compensated', new.number, new.attempt
      using errcode = '23514', constraint = 'winner-safe/compensation';
  end if;
  if new.kind = 'merchant' and paid.role is distinct from 'winner' then
    raise exception 'refund %: a merchant refunds the winner only, not %', new.number, new.attempt
      using errcode = '23514', constraint = 'winner-safe/merchant-refund';
  end if;
  select coalesce(sum(amount_minor), 0) into asked_minor from refunds
    where attempt = new.attempt and status <> 'failed' and number <> new.number;
  if asked_minor + paid.reversed_minor + new.amount_minor > paid.captured_minor then
    raise exception
      'refund % of % would lift refunds (%) and reversals (%) of % above what it captured (%)',
      new.number, new.amount_minor, asked_minor, paid.reversed_minor, new.attempt,
      paid.captured_minor
      using errcode = '23514', constraint = 'no-over-refund/sum';
  end if;
  return new;
end $$;
create trigger refund_covered before insert or update on refunds
  for each row execute function refund_is_covered();
